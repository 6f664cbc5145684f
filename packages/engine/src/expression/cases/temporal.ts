/** One case a line: an expression, and what it gives as JSON (DMN 1.5 §10.3). `null` is also what has no meaning. */
export const TEMPORAL = String.raw`
  date("2012-12-25").day => 25
  date("2012-12-25") = date(2012, 12, 25) => true
  date(2012, 2, 30) => null
  date("2012-02-30") => null
  date("2012-2-3") => null
  date("12-02-03") => null
  date("+2012-12-02") => null
  date("02012-12-02") => null
  date("-0001-01-01").year => -1
  date("-2017-02-12") => "-2017-02-12"
  date("12017-02-12").year => 12017
  date(null) => null
  date("") => null
  date(date and time("2012-12-25T11:00:00Z")) = date("2012-12-25") => true
  date(from: "2012-12-25") => "2012-12-25"
  date(year: 2012, month: 12, day: 25) => "2012-12-25"
  date(2012, 13, 1) => null
  date("2012", 12, 1) => null
  date("2018-12-10").weekday => 1
  date("2018-12-16").weekday => 7
  date("2018-12-10").hour => null
  time("11:22:33").hour => 11
  time("11:22:33").minute => 22
  time("11:22:33.444").second => 33.444
  time("11:22:33") = time(11, 22, 33) => true
  time(11, 22, 33, null) => "11:22:33"
  time(11, 22, 33.5) => "11:22:33.5"
  time(11, 22, 33.123456789) => "11:22:33.123456789"
  time(11, 22, 33, duration("PT5H")) => "11:22:33+05:00"
  time(11, 22, 33, duration("-PT5H30M")) => "11:22:33-05:30"
  time(11, 22, 33, duration("PT0S")) => "11:22:33Z"
  time(24, 0, 0) => null
  time("24:00:00") => null
  time("11:60:00") => null
  time("1:00:00") => null
  time("11:00") => null
  time("11:22:33z") => null
  time("11:22:33Z") => "11:22:33Z"
  time("11:22:33+01:00").time offset = duration("PT1H") => true
  time("11:22:33").time offset => null
  time("11:22:33@Asia/Ho_Chi_Minh").timezone => "Asia/Ho_Chi_Minh"
  time("11:22:33@xyz/abc") => null
  time(date and time("2012-12-25T11:00:00Z")) => "11:00:00Z"
  time(date("2012-12-25")) => "00:00:00Z"
  time(date and time("2012-12-25T11:00:00@Europe/Paris")) => "11:00:00@Europe/Paris"
  time(null) => null
  date and time("2012-12-24T23:59:00").year => 2012
  date and time("2012-12-24") => "2012-12-24T00:00:00"
  date and time("2012-12-24T23:59:00Z") => "2012-12-24T23:59:00Z"
  date and time("2012-12-24T23:59:00+02:00").time offset = duration("PT2H") => true
  date and time("2012-12-24T23:59:00@Europe/Paris").timezone => "Europe/Paris"
  date and time("2012-12-24T23:59") => null
  date and time("2012-12-24T23:59:00+02:00@Europe/Paris") => null
  date and time("2019-03-31T01:30:00@Europe/Paris") + @"PT1H" => "2019-03-31T03:30:00@Europe/Paris"
  date and time("2019-03-30T12:00:00@Europe/Paris") + @"P1D" => "2019-03-31T13:00:00@Europe/Paris"
  date and time("2019-03-30T12:00:00@Europe/Paris") + @"P1M" => "2019-04-30T12:00:00@Europe/Paris"
  date and time("2012-12-24T24:00:00") => null
  date and time("2012-13-24T23:59:00") => null
  date and time(date("2012-12-24"), time("23:59:00Z")) => "2012-12-24T23:59:00Z"
  date and time(date("2012-12-24"), time("23:59:00@Europe/Paris")) => "2012-12-24T23:59:00@Europe/Paris"
  date and time(date and time("2012-12-24T01:00:00"), time("23:59:00")) => "2012-12-24T23:59:00"
  date and time(date: date("2012-12-24"), time: time("23:59:00")) => "2012-12-24T23:59:00"
  date and time(null) => null
  date and time(date("2012-12-24"), null) => null
  date and time("2012-12-24T23:59:00.123456789").second => 0.123456789
  @"2012-12-25" = date("2012-12-25") => true
  @"P1Y" = duration("P1Y") => true
  @"11:00:00" = time("11:00:00") => true
  @"2012-12-25T11:00:00Z" = date and time("2012-12-25T11:00:00Z") => true
  @"nonsense" => null
  date and time("2012-12-25T12:00:00Z") = date and time("2012-12-25T13:00:00+01:00") => true
  time("12:00:00Z") = time("13:00:00+01:00") => true
  date("2012-12-25") < date("2012-12-26") => true
  duration("P1D") = duration("PT24H") => true
  duration("P1Y") = duration("P12M") => true
  duration("P1Y") = duration("P365D") => null
  duration("P1Y2M3D") => null
  duration("P") => null
  duration("PT") => null
  duration("1D") => null
  duration("P1DT") => null
  duration("PT1.5S").seconds => 1.5
  duration("P2DT20H14M").days => 2
  duration("P2DT20H14M").hours => 20
  duration("P2DT20H14M").minutes => 14
  duration("-P2DT20H14M").hours => -20
  duration("P2DT20H14M").years => null
  duration("P2Y3M").years => 2
  duration("P2Y3M").months => 3
  duration("P2Y3M").days => null
  duration("P20M").years => 1
  duration(null) => null
  duration(from: "P1D") = @"P1D" => true
  date("2012-12-25") + duration("P1D") => "2012-12-26"
  date("2012-12-25") - duration("P1D") => "2012-12-24"
  date("2012-01-31") + duration("P1M") => "2012-02-29"
  date("2012-02-29") - duration("P1Y") => "2011-02-28"
  date("2012-12-25") + duration("PT36H") => "2012-12-26"
  duration("P1D") + date("2012-12-25") => "2012-12-26"
  date("2012-12-25") - date("2012-12-24") => "P1D"
  date("2012-12-24") - date("2012-12-25") => "-P1D"
  date("2012-12-25") + date("2012-12-24") => null
  date and time("2012-12-25T10:00:00") - date and time("2012-12-25T09:00:00") => "PT1H"
  date and time("2012-12-25T10:00:00Z") - date("2012-12-25") => "PT10H"
  date and time("2012-12-25T10:00:00") + duration("PT0.000000001S") => "2012-12-25T10:00:00.000000001"
  date and time("2012-12-25T10:00:00.123456789") - date and time("2012-12-25T10:00:00") => "PT0.123456789S"
  date and time("2022-12-25T10:00:00.123456789") - date and time("1912-12-25T10:00:00") => "P40177DT0.123456789S"
  duration("P40177DT0.000000001S") - duration("P40177D") => "PT0.000000001S"
  duration("P100000DT0.000000001S").seconds => 0.000000001
  string(duration("P100000DT0.000000001S")) => "P100000DT0.000000001S"
  date and time("2012-12-25T10:00:00") + duration("P40177DT0.000000001S") => "2122-12-26T10:00:00.000000001"
  time("10:00:00") + duration("PT15H") => "01:00:00"
  time("10:00:00") - duration("PT11H") => "23:00:00"
  time("10:00:00") - time("09:00:00") => "PT1H"
  time("10:00:00Z") - time("10:00:00+01:00") => "PT1H"
  time("10:00:00") + duration("P1Y") => null
  duration("P1D") + duration("PT1H") => "P1DT1H"
  duration("P1Y") + duration("P1D") => null
  duration("P1Y") - duration("P1M") => "P11M"
  duration("P1D") * 2 => "P2D"
  2 * duration("P1D") => "P2D"
  duration("P1Y") * 2.5 => "P2Y6M"
  duration("P1D") / 2 => "PT12H"
  duration("P1Y") / 5 => "P2M"
  duration("P1D") / duration("PT1H") => 24
  duration("P1Y") / duration("P1M") => 12
  duration("P1D") / duration("P1Y") => null
  duration("P1D") / 0 => null
  duration("P1D") / duration("PT0S") => null
  duration("P1D") * duration("P1D") => null
  -duration("P1D") => "-P1D"
  duration("PT0.1S") + duration("PT0.2S") = duration("PT0.3S") => true
  duration("PT0.1S") * 3 = duration("PT0.3S") => true
  years and months duration(date("2011-12-22"), date("2013-08-24")) => "P1Y8M"
  years and months duration(date("2013-08-24"), date("2011-12-22")) => "-P1Y8M"
  years and months duration(date("2015-01-31"), date("2015-02-28")) => "P0M"
  years and months duration(date and time("2011-12-22T10:00:00"), date("2013-08-24")) => "P1Y8M"
  years and months duration(null, date("2013-08-24")) => null
  years and months duration(from: date("2011-12-22"), to: date("2013-08-24")) => "P1Y8M"
  day of year(date("2019-09-17")) => 260
  day of week(date("2019-09-17")) => "Tuesday"
  month of year(date("2019-09-17")) => "September"
  week of year(date("2019-09-17")) => 38
  week of year(date("2003-12-29")) => 1
  week of year(date("2004-01-04")) => 1
  week of year(date("2005-01-01")) => 53
  day of year(date and time("2019-12-31T00:00:00")) => 365
  day of year("2019-09-17") => null
  day of week(null) => null
  is(date("2012-12-25"), date("2012-12-25")) => true
  is(date("2012-12-25"), time("23:00:50")) => false
  is(time("23:00:50Z"), time("23:00:50")) => false
  is(time("23:00:50Z"), time("23:00:50+00:00")) => true
  is(@"2012-12-25T12:00:00Z", @"2012-12-25T13:00:00+01:00") => false
  is(@"2012-12-25T12:00:00+01:00", @"2012-12-25T12:00:00+01:00") => true
  is(@"10:00:00@Europe/Paris", @"10:00:00+01:00") => false
  is(1, 1.0) => true
  is(1, "1") => false
  is(null, null) => true
  is(duration("P0M"), duration("PT0S")) => false
  is(value1: 1, value2: 1) => true
`
