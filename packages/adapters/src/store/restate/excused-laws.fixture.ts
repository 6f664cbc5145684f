/** Why a host on Restate is not held to a law, and what the law then fails with: one that would hold after all is no longer excused. */
interface Excuse {
  readonly why: string
  readonly fails: string
}

const TIMERS: Excuse = {
  why: 'nobody claims timers there: each is a delayed call of Restate to its dossier, which hostContract holds',
  fails: 'keeps nothing that claimTimers asks for',
}
const JOBS: Excuse = {
  why: 'nobody claims jobs there: each is a call of Restate to its lane, which tries it again by itself, and hostContract holds lanes and tries',
  fails: 'keeps nothing that claimJobs asks for',
}
const SETTLED: Excuse = {
  why: 'a parked job is let be tried again, or skipped, by the handlers of its dossier, which hostContract holds',
  fails: 'keeps nothing that settleJob asks for',
}
const DUE: Excuse = {
  why: 'nobody asks there when the next timer or job is due: Restate wakes each by a call of its own',
  fails: ', found undefined',
}
const ONE_BY_ONE =
  'messages are handed over by one object, one after another; a dossier that accepted one keeps it though its time ran out on the way'
/** Its law fails at a lease before it comes to this. */
const RECONCILED = '`reconcile` is refused with HOST_LACKS: a Restate that was restored is a matter of its own snapshots'

/** By the name of the law. */
export const EXCUSED: Readonly<Record<string, Excuse>> = {
  'links are the rows of the feed without what they say, under the same cursors': {
    why: 'events are read from the feed, seals from the reading store: each has its own cursors, and neither is handed the other’s',
    fails: 'links: expected',
  },
  'answers are given under the cursors of the rows that they were given for': {
    why: 'events are read from the feed, answers from the reading store, as seals are',
    fails: 'answers: expected',
  },
  'the feed of one dossier has its rows alone, under the same cursors': {
    why: 'the events of one dossier are read from its own journal, whose cursor is the sequence number',
    fails: 'reads the events of one dossier from its journal',
  },
  'a commit that contradicts itself is refused with its whole batch, whatever dossiers are in it': {
    why: 'a batch is one dossier’s there: no invocation commits to two',
    fails: 'everything: expected',
  },
  'the id of a job is used once: a commit that adds it again is refused, and nothing remains': {
    why: 'ids have the dossier and its sequence number in them, and what is over is not kept to compare with',
    fails: 'failure: expected "STORE_INPUT_INVALID", found "success"',
  },
  'timers are claimed when they are due, earliest first, and listed by dossier': TIMERS,
  'a lease of a timer runs out, is given back, or ends with the commit that clears or sets the timer': TIMERS,
  'setting a timer again moves it; clearing applies before setting': TIMERS,
  'the next due instant is the earliest of timers, tries and leases': DUE,
  'what waits behind another job in its lane is not due': DUE,
  'the figures say how much is open, queued, parked and kept, and how late the work is': {
    why: '`health` there has no figures: what is on its way, Restate’s own pages show',
    fails: 'keeps nothing that figures asks for',
  },
  'each store has an identity of its own': {
    why: 'an identity tells a witness one store from another, and a host on Restate has no witness',
    fails: 'a text: expected true, found false',
  },
  'what is not over is listed apart from what is, however much of that there is': JOBS,
  'jobs of one agency’s dossiers are listed apart': {
    why: 'jobs that are not parked are asked for by dossier alone; reading.test.ts holds that parked ones are apart',
    fails: 'finds no jobs by agency',
  },
  'a due job is leased to one worker, and each claim counts as a try': JOBS,
  'a lease that ran out may be claimed by another, and the first holder has lost it': JOBS,
  'a lease that ran out is held until somebody claims the job': JOBS,
  'a released job is tried again at its instant and remembers why': JOBS,
  'a parked job waits for a person, who sends it back with its tries reset': SETTLED,
  'what a person let be tried again keeps its failure, not that failure’s try nor its doubt': JOBS,
  'a person may put a parked job right before it is tried again, or end it undone': SETTLED,
  'a worker that is still at it extends its lease': { why: JOBS.why, fails: 'keeps nothing that extendJob asks for' },
  'a worker claims jobs of all types but those that it names; one of these keeps its place in its lane': JOBS,
  'a lane runs in the order in which its jobs were added, one at a time': JOBS,
  'lanes of other names and other dossiers, and jobs without a lane, do not wait': JOBS,
  'a parked job blocks its lane until it is retried, finished or cancelled': JOBS,
  'jobs that join a lane later wait behind those before them': JOBS,
  'a commit finishes or cancels a job with or without its lease; a job that is over stays as it is': JOBS,
  'a job that a commit adds and ends is over': JOBS,
  'what has been due longest is claimed first, and no more than asked for': JOBS,
  'jobs are listed by dossier and status in the order they were added': JOBS,
  'instants that are no whole numbers and limits below zero are refused': JOBS,
  'jobs with hard names are each found by theirs, and claimed by their own worker': JOBS,
  'timers and jobs of a suspended dossier wait until it is resumed': {
    why: 'timers and jobs that come due are handed to the dossier, which is suspended itself: operations.test.ts holds what it does with them',
    fails: 'next due: expected',
  },
  'what is added, set, retried or given back during a suspension waits too': TIMERS,
  'whoever has a job leased may finish it during a suspension, and its lane goes on afterwards': TIMERS,
  'a message that was taken or has expired is taken by nobody else: the commit is a conflict': {
    why: ONE_BY_ONE,
    fails: 'outcomes: expected',
  },
  'a message that several dossiers take at one moment goes to one': { why: ONE_BY_ONE, fails: 'taken: expected' },
  'erasing empties the jobs that are over, and leaves those that are not': {
    why: `${JOBS.why}; what is over is not kept, so nothing of it is left to be emptied`,
    fails: JOBS.fails,
  },
  'what is erased may have any text: controls, quotes, half of a surrogate pair': JOBS,
  'a job of an ended dossier that is over after the erasure keeps nothing either': JOBS,
  'erasing takes the reasons for which jobs were skipped or tried again; a word that comes after it stays': JOBS,
  'serials that were given out or kept are listed, each once, series by series': {
    why: 'each series is an object of its own, which nobody finds who cannot name it; restate-engine.test.ts holds what is kept of those that are moved there',
    fails: 'keeps nothing that serials asks for',
  },
  'leases, the identity and how often it was reconciled outlive the opening': {
    why: `${JOBS.why}; ${RECONCILED}`,
    fails: JOBS.fails,
  },
  'a job that several workers claim at one moment is leased to one': JOBS,
  'the jobs of a lane go to one worker, one after another, though several claim at one moment': JOBS,
  'a timer that several workers claim at one moment is leased to one': TIMERS,
  'a store that is closed refuses everything but to be opened': {
    why: 'there is nothing to close: state is Restate’s, and an engine that was stopped refuses calls with ENGINE_NOT_STARTED',
    fails: 'failure: expected "STORE_UNREACHABLE", found "success"',
  },
}
