import { flows } from './bpmn.fixture.ts'
import {
  BESIDE,
  CANCEL,
  END,
  START,
  START_BESIDE,
  boundary,
  catching,
  compensation,
  cycle,
  end,
  error,
  escalation,
  exclusive,
  handler,
  inclusive,
  instances,
  parallel,
  script,
  start,
  subProcess,
  tasks,
  throwing,
  timer,
  transaction,
  undoable,
  walks,
} from './delicate.fixture.ts'

/** Elements in each other's company; each trace was worked out from chapters 10 and 13 before it was run. */
walks('combinations', [
  [
    'a merge in a loop keeps what a non-interrupting timer brought too much',
    // Three tokens by the timer and one by the sub-process, twice; each firing takes one of each flow that has any.
    `${START}${exclusive('m')}${subProcess('q', `${start('is')}${catching('w', timer('PT3H'))}${end('ie')}${flows('is->w w->ie')}`)}${boundary('b', 'q', cycle('R/PT1H'), BESIDE)}${inclusive('j')}${script('a', '{ n: n + 1 }')}${exclusive('x', 'default="x_e"')}${END}${flows('s->m m->q q->j b->j j->a a->x x->m?n_<_2 x->e')}`,
    `s m is b b b w ie q j a x m is b b b w ie q${' j a x e'.repeat(5)} | completed`,
    { n: 0 },
  ],
  [
    'an event sub-process in an event sub-process interrupts the inner alone',
    `${START}${subProcess('q', `${start('is')}${catching('w', timer('PT10H'))}${end('ie')}${flows('is->w w->ie')}${handler('h', `${start('hs', timer('PT1H'), START_BESIDE)}${catching('hw', timer('PT3H'))}${end('he')}${flows('hs->hw hw->he')}${handler('g', `${start('gs', timer('PT1H'))}${tasks('gt')}${end('ge')}${flows('gs->gt gt->ge')}`)}`)}`)}${END}${flows('s->q q->e')}`,
    's is hs -hw gs gt ge g h w ie q e | completed',
  ],
  [
    'a sub-process of many is interrupted as a whole by its timer, in any order',
    `${START}<subProcess id="q">${instances(3)}${start('is')}${catching('w', timer('PT2H'))}${end('ie')}${flows('is->w w->ie')}</subProcess>${boundary('b', 'q', timer('PT1H'))}${end('late')}${END}${flows('s->q q->e b->late')}`,
    's is is is b -w -w -w -q -q -q late | completed',
  ],
  [
    'each of many sub-processes is undone from the inside, the last first',
    `${START}<subProcess id="q">${instances(2, 'isSequential="true"')}${start('is')}${tasks('a')}${undoable('a')}${tasks('b')}${undoable('b')}${end('ie')}${flows('is->a a->b b->ie')}</subProcess>${throwing('c', compensation('q'))}${END}${flows('s->q q->c c->e')}`,
    's is a b ie q is a b ie q ~q ~b u_b ~a u_a ~q ~b u_b ~a u_a c e | completed',
  ],
  [
    'a transaction is cancelled in each turn of the sub-process around it',
    `${START}<subProcess id="o">${instances(2, 'isSequential="true"')}${start('os')}${transaction(`${start('is')}${tasks('a')}${undoable('a')}${end('ix', CANCEL)}${flows('is->a a->ix')}`)}${boundary('cb', 'q', CANCEL)}${tasks('t')}${end('oe')}${end('never')}${flows('os->q q->never cb->t t->oe')}</subProcess>${END}${flows('s->o o->e')}`,
    `s${' os is a ix ~a u_a cb -q t oe o'.repeat(2)} e | completed`,
  ],
  [
    'an inner transaction that is cancelled leaves the outer to complete',
    `${START}<transaction id="o">${start('os')}${transaction(`${start('is')}${tasks('a')}${undoable('a')}${end('ix', CANCEL)}${flows('is->a a->ix')}`)}${boundary('ib', 'q', CANCEL)}${tasks('t')}${end('oe')}${end('never')}${flows('os->q q->never ib->t t->oe')}</transaction>${boundary('ob', 'o', CANCEL)}${end('unused')}${END}${flows('s->o o->e ob->unused')}`,
    's os is a ix ~a u_a ib -q t oe o e | completed',
  ],
  [
    'an error in a transaction is a hazard: nothing is undone',
    `${START}${transaction(`${start('os')}${tasks('a')}${undoable('a')}${end('ox', error('er'))}${flows('os->a a->ox')}`)}${boundary('b', 'q', error('er'))}${tasks('t')}${end('late')}${END}${flows('s->q q->e b->t t->late')}`,
    's os a ox b -q t late | completed',
  ],
  [
    'an event sub-process rethrows what it caught, past itself',
    `${START}${subProcess('q', `${start('is')}${end('ix', error('er'))}${flows('is->ix')}${handler('h', `${start('hs', error('er'))}${end('he', error('er'))}${flows('hs->he')}`)}`)}${boundary('b', 'q', error('er'))}${end('late')}${END}${flows('s->q q->e b->late')}`,
    's is ix hs he b -h -q late | completed',
  ],
  [
    'an escalation of each of many goes by their common border, in any order',
    `${START}<subProcess id="q">${instances(2)}${start('is')}${throwing('up', escalation('es'))}${end('ie')}${flows('is->up up->ie')}</subProcess>${boundary('b', 'q', escalation('es'), BESIDE)}${end('told')}${END}${flows('s->q q->e b->told')}`,
    's is is up up ie ie q q b b told told e | completed',
  ],
  [
    'a merge goes on when the branch that it waits for is interrupted, in any order',
    `${START}${parallel('f')}${subProcess('q', `${start('is')}${catching('w', timer('PT1H'))}${end('ix', error('er'))}${flows('is->w w->ix')}`)}${boundary('b', 'q', error('er'))}${end('late')}${tasks('a')}${inclusive('j')}${END}${flows('s->f f->q f->a q->j a->j j->e b->late')}`,
    's f a is w ix b -q late j e | completed',
  ],
  [
    'what completes twice begins once what needs two',
    `${START}<task id="a" completionQuantity="3"/><task id="b" startQuantity="3"/>${END}${flows('s->a a->b b->e')}`,
    's a b e | completed',
  ],
])
