import { flows } from './bpmn.fixture.ts'
import {
  BESIDE,
  CANCEL,
  END,
  START,
  START_BESIDE,
  TERMINATE,
  boundary,
  catching,
  compensation,
  conditional,
  cycle,
  end,
  error,
  escalation,
  exclusive,
  handler,
  instances,
  parallel,
  processes,
  script,
  signal,
  start,
  subProcess,
  tasks,
  throwing,
  timer,
  transaction,
  undoable,
  userTasks,
  walks,
} from './delicate.fixture.ts'

/** Events, compensation and ends where the specification is delicate; each trace was worked out from chapters 10 and 13 before it was run. */
walks('event sub-processes', [
  [
    'non-interrupting event sub-process by escalation',
    `${START}${throwing('x', escalation('es'))}${END}${flows('s->x x->e')}${handler('h', `${start('hs', escalation('es'), START_BESIDE)}${tasks('ht')}${end('he')}${flows('hs->ht ht->he')}`)}`,
    's hs x ht e he h | completed',
  ],
  [
    'heard twice, two instances, in any order',
    `${START}${throwing('x', signal())}${throwing('y', signal())}${END}${flows('s->x x->y y->e')}${handler('h', `${start('hs', signal(), START_BESIDE)}${tasks('ht')}${end('he')}${flows('hs->ht ht->he')}`)}`,
    's x hs ht y he h hs ht e he h | completed',
  ],
  [
    'interrupting error handler: the sub-process is left as done',
    `${START}${subProcess('q', `${start('is')}${end('ix', error('er'))}${flows('is->ix')}${handler('h', `${start('hs', error('er'))}${tasks('ht')}${end('he')}${flows('hs->ht ht->he')}`)}`)}${END}${flows('s->q q->e')}`,
    's is ix hs ht he h q e | completed',
  ],
  [
    'terminate in a handler ends the handler only',
    `${START}${throwing('x', escalation('es'))}${userTasks('w')}${END}${flows('s->x x->w w->e')}${handler('h', `${start('hs', escalation('es'), START_BESIDE)}${parallel('hf')}${userTasks('hu')}${end('he', TERMINATE)}${flows('hs->hf hf->hu hf->he')}`)}`,
    's hs x hf he -hu h w e | completed',
  ],
  [
    'a handler that waits does not keep the process',
    `${START}${END}${flows('s->e')}${handler('h', `${start('hs', '<messageEventDefinition messageRef="m1"/>')}${end('he')}${flows('hs->he')}`)}`,
    's e | completed',
  ],
  [
    'a cycle of three',
    `${START}${subProcess('q', `${start('is')}${catching('it', timer('P1D'))}${end('ie')}${flows('is->it it->ie')}${handler('h', `${start('hs', cycle('R3/PT1H'), START_BESIDE)}${end('he')}${flows('hs->he')}`)}`)}${END}${flows('s->q q->e')}`,
    's is hs he h hs he h hs he h it ie q e | completed',
  ],
  [
    'the scope waits for its handler',
    `${START}${throwing('x', escalation('es'))}${END}${flows('s->x x->e')}${handler('h', `${start('hs', escalation('es'), START_BESIDE)}${catching('hw', timer('P1D'))}${end('he')}${flows('hs->hw hw->he')}`)}`,
    's hs x e hw he h | completed',
  ],
  [
    'an interrupting handler stops everything else',
    `${START}${parallel('f')}${userTasks('w')}${throwing('x', escalation('es'))}${END}${end('e2')}${flows('s->f f->w f->x x->e w->e2')}${handler('h', `${start('hs', escalation('es'))}${tasks('ht')}${end('he')}${flows('hs->ht ht->he')}`)}`,
    's f -w hs ht he h | completed',
  ],
  [
    'the handler throws the error on',
    `${START}${subProcess('q', `${start('is')}${end('ix', error('er'))}${flows('is->ix')}${handler('h', `${start('hs', error('er'))}${tasks('ht')}${end('he', error('er'))}${flows('hs->ht ht->he')}`)}`)}${boundary('b', 'q', error('er'))}${END}${end('e2')}${flows('s->q q->e b->e2')}`,
    's is ix hs ht he b -h -q e2 | completed',
  ],
])

walks('compensation', [
  [
    'the last first',
    `${START}${tasks('a', 'b')}${undoable('a')}${undoable('b')}${throwing('x', compensation())}${END}${flows('s->a a->b b->x x->e')}`,
    's a b ~b u_b ~a u_a x e | completed',
  ],
  [
    'one activity',
    `${START}${tasks('a', 'b')}${undoable('a')}${undoable('b')}${throwing('x', compensation('a'))}${END}${flows('s->a a->b b->x x->e')}`,
    's a b ~a u_a x e | completed',
  ],
  [
    'twice done, twice undone',
    `${START}${exclusive('m')}${script('a', '{ n: n + 1 }')}${undoable('a')}${exclusive('x', 'default="x_y"')}${throwing('y', compensation())}${END}${flows('s->m m->a a->x x->m?n_<_2 x->y y->e')}`,
    's m a x m a x ~a u_a ~a u_a y e | completed',
    { n: 0 },
  ],
  [
    'not done, not undone',
    `${START}${exclusive('x', 'default="x_y"')}${tasks('a')}${undoable('a')}${throwing('y', compensation())}${END}${end('e2')}${flows('s->x x->a?n_=_1 a->e2 x->y y->e')}`,
    's x y e | completed',
    { n: 0 },
  ],
  [
    'inside of a completed sub-process',
    `${START}${subProcess('q', `${start('is')}${tasks('a', 'b')}${undoable('a')}${undoable('b')}${end('ie')}${flows('is->a a->b b->ie')}`)}${throwing('x', compensation('q'))}${END}${flows('s->q q->x x->e')}`,
    's is a b ie q ~q ~b u_b ~a u_a x e | completed',
  ],
  [
    'the handler of the sub-process instead of its inside',
    `${START}${subProcess('q', `${start('is')}${tasks('a')}${undoable('a')}${end('ie')}${flows('is->a a->ie')}`)}${undoable('q')}${throwing('x', compensation('q'))}${END}${flows('s->q q->x x->e')}`,
    's is a ie q ~q u_q x e | completed',
  ],
  [
    'undone once only',
    `${START}${tasks('a')}${undoable('a')}${throwing('x', compensation('a'))}${throwing('y', compensation('a'))}${END}${flows('s->a a->x x->y y->e')}`,
    's a ~a u_a x y e | completed',
  ],
  [
    'without waiting',
    `${START}${tasks('a')}${undoable('a')}${throwing('x', compensation('a', false))}${tasks('b')}${END}${flows('s->a a->x x->b b->e')}`,
    's a x ~a u_a b e | completed',
  ],
  [
    'by the compensation event sub-process',
    `${START}${subProcess('q', `${start('is')}${tasks('a')}${undoable('a')}${end('ie')}${flows('is->a a->ie')}${handler('h', `${start('hs', compensation())}${throwing('hx', compensation('a'))}${end('he')}${flows('hs->hx hx->he')}`)}`)}${throwing('x', compensation('q'))}${END}${flows('s->q q->x x->e')}`,
    's is a ie q ~q hs ~a u_a hx he h x e | completed',
  ],
  [
    'what still runs is not undone',
    `${START}${parallel('f')}${userTasks('a')}${undoable('a')}${tasks('b')}${undoable('b')}${throwing('x', compensation())}${END}${end('e2')}${flows('s->f f->b b->x x->e f->a a->e2')}`,
    's f b ~b u_b x e a e2 | completed',
  ],
])

walks('transactions', [
  [
    'cancel undoes and leaves by the cancel event',
    `${START}${transaction(`${start('is')}${tasks('a', 'b')}${undoable('a')}${undoable('b')}${end('ix', CANCEL)}${flows('is->a a->b b->ix')}`)}${boundary('b0', 'q', CANCEL)}${END}${end('e2')}${flows('s->q q->e b0->e2')}`,
    's is a b ix ~b u_b ~a u_a b0 -q e2 | completed',
  ],
  [
    'an error undoes nothing',
    `${START}${transaction(`${start('is')}${tasks('a')}${undoable('a')}${end('ix', error('er'))}${flows('is->a a->ix')}`)}${boundary('b0', 'q', error())}${END}${end('e2')}${flows('s->q q->e b0->e2')}`,
    's is a ix b0 -q e2 | completed',
  ],
  [
    'what else runs in it ends first',
    `${START}${transaction(`${start('is')}${parallel('f')}${userTasks('w')}${tasks('a')}${undoable('a')}${end('ie')}${end('ix', CANCEL)}${flows('is->f f->w f->a w->ie a->ix')}`)}${boundary('b0', 'q', CANCEL)}${END}${end('e2')}${flows('s->q q->e b0->e2')}`,
    's is f a ix -w ~a u_a b0 -q e2 | completed',
  ],
  [
    'a completed transaction is undone from outside',
    `${START}${transaction(`${start('is')}${tasks('a')}${undoable('a')}${end('ie')}${flows('is->a a->ie')}`)}${throwing('x', compensation())}${END}${flows('s->q q->x x->e')}`,
    's is a ie q ~q ~a u_a x e | completed',
  ],
])

walks('links', [
  [
    'a link, reached twice',
    `${START}${parallel('f')}${throwing('l1', '<linkEventDefinition name="L"/>')}${throwing('l2', '<linkEventDefinition name="L"/>')}${catching('lc', '<linkEventDefinition name="L"/>')}${END}${flows('s->f f->l1 f->l2 lc->e')}`,
    's f l1 l2 lc lc e e | completed',
  ],
])

walks('escalation', [
  [
    'an escalation leaves the called process',
    processes(
      [
        'p',
        `${START}<callActivity id="q" calledElement="d"/>${boundary('b', 'q', escalation('es'), BESIDE)}${END}${end('e2')}${flows('s->q q->e b->e2')}`,
      ],
      ['d', `${start('ds')}${throwing('dx', escalation('es'))}${userTasks('w')}${end('de')}${flows('ds->dx dx->w w->de')}`],
    ),
    's ds b dx e2 w de q e | completed',
  ],
  [
    'interrupting',
    processes(
      [
        'p',
        `${START}<callActivity id="q" calledElement="d"/>${boundary('b', 'q', escalation())}${END}${end('e2')}${flows('s->q q->e b->e2')}`,
      ],
      ['d', `${start('ds')}${throwing('dx', escalation('es'))}${userTasks('w')}${end('de')}${flows('ds->dx dx->w w->de')}`],
    ),
    's ds b -q e2 | completed',
  ],
  [
    'another code is not heard; nobody hears',
    `${START}${subProcess('q', `${start('is')}${end('ix', escalation('es'))}${flows('is->ix')}`)}${boundary('b', 'q', escalation('es2'))}${END}${end('e2')}${flows('s->q q->e b->e2')}`,
    's is ix q e | completed',
  ],
  [
    'the nearest that hears has it alone, in any order',
    `${START}${subProcess('q', `${start('is')}${subProcess('r', `${start('rs')}${end('rx', escalation('es'))}${flows('rs->rx')}`)}${boundary('b1', 'r', escalation('es'), BESIDE)}${end('ie')}${end('i2')}${flows('is->r r->ie b1->i2')}`)}${boundary('b2', 'q', escalation('es'), BESIDE)}${END}${end('e2')}${flows('s->q q->e b2->e2')}`,
    's is rs b1 rx i2 r ie q e | completed',
  ],
])

walks('several triggers', [
  [
    'parallel multiple catch, in any order',
    `${START}${parallel('f')}${catching('k', signal('sg') + signal('sh'), 'parallelMultiple="true"')}${throwing('x', signal('sg'))}${throwing('y', signal('sh'))}${END}${end('e2')}${flows('s->f f->k k->e f->x x->y y->e2')}`,
    's f x y k e2 e | completed',
  ],
  [
    'a multiple boundary event: any, in any order',
    `${START}${parallel('f')}${userTasks('w')}${boundary('b', 'w', signal('sg') + signal('sh'))}${throwing('y', signal('sh'))}${END}${end('e2')}${end('e3')}${flows('s->f f->w w->e b->e3 f->y y->e2')}`,
    's f b -w y e3 e2 | completed',
  ],
  [
    'parallel multiple boundary: all, in any order',
    `${START}${parallel('f')}${catching('w', timer('P1D'))}${subProcess('q', `${start('is')}${catching('it', timer('P2D'))}${end('ie')}${flows('is->it it->ie')}`)}${boundary('b', 'q', signal('sg') + signal('sh'), 'parallelMultiple="true"')}${throwing('x', signal('sg'))}${throwing('y', signal('sh'))}${END}${end('e2')}${end('e3')}${flows('s->f f->q q->e b->e3 f->x x->w w->y y->e2')}`,
    's f is x w b -it -q y e3 e2 | completed',
  ],
])

walks('terminate', [
  [
    'terminate at the top',
    `${START}${parallel('f')}${userTasks('w')}${END}${end('x', TERMINATE)}${flows('s->f f->w w->e f->x')}`,
    's f x -w | terminated',
  ],
  [
    'terminate in a sub-process',
    `${START}${subProcess('q', `${start('is')}${parallel('f')}${userTasks('w')}${end('ie')}${end('ix', TERMINATE)}${flows('is->f f->w w->ie f->ix')}`)}${END}${flows('s->q q->e')}`,
    's is f ix -w q e | completed',
  ],
  [
    'terminate in a called process ends that alone',
    processes(
      ['p', `${START}<callActivity id="q" calledElement="d"/>${END}${flows('s->q q->e')}`],
      [
        'd',
        `${start('ds')}${parallel('f')}${userTasks('w')}${end('de')}${end('dx', TERMINATE)}${flows('ds->f f->w w->de f->dx')}`,
      ],
    ),
    's ds f dx -w q e | completed',
  ],
])

walks('errors', [
  [
    'another error code fails',
    `${START}${subProcess('q', `${start('is')}${end('ix', error('er'))}${flows('is->ix')}`)}${boundary('b', 'q', error('er2'))}${END}${end('e2')}${flows('s->q q->e b->e2')}`,
    's is ix -q ix! | failed X1',
  ],
  [
    'its own code before any code',
    `${START}${subProcess('q', `${start('is')}${end('ix', error('er'))}${flows('is->ix')}`)}${boundary('a', 'q', error())}${boundary('b', 'q', error('er'))}${END}${end('e2')}${end('e3')}${flows('s->q q->e b->e2 a->e3')}`,
    's is ix b -q e2 | completed',
  ],
  [
    'out of two sub-processes',
    `${START}${subProcess('q', `${start('is')}${subProcess('r', `${start('rs')}${end('rx', error('er'))}${flows('rs->rx')}`)}${userTasks('w')}${parallel('f')}${end('ie')}${end('i2')}${flows('is->f f->w f->r r->ie w->i2')}`)}${boundary('b', 'q', error('er'))}${END}${end('e2')}${flows('s->q q->e b->e2')}`,
    's is f rs rx b -w -r -q e2 | completed',
  ],
])

walks('conditions', [
  [
    'conditional boundary each time it becomes true, in any order',
    `${START}${subProcess('q', `${start('is')}${script('a', '{ n: 1 }')}${script('b', '{ n: 0 }')}${script('d', '{ n: 1 }')}${end('ie')}${flows('is->a a->b b->d d->ie')}`)}${boundary('k', 'q', conditional('n = 1'), BESIDE)}${END}${end('e2')}${flows('s->q q->e k->e2')}`,
    's is a k b e2 d k ie e2 q e | completed',
    { n: 0 },
  ],
  [
    'conditional start of an event sub-process',
    `${START}${script('a', '{ n: 1 }')}${userTasks('w')}${END}${flows('s->a a->w w->e')}${handler('h', `${start('hs', conditional('n = 1'))}${end('he')}${flows('hs->he')}`)}`,
    's a hs he h | completed',
    { n: 0 },
  ],
])

walks('timers and signals', [
  [
    'the nearer timer of two, interrupting',
    `${START}${subProcess('q', `${start('is')}${catching('it', timer('P3D'))}${end('ie')}${flows('is->it it->ie')}`)}${boundary('a', 'q', timer('P2D'))}${boundary('b', 'q', timer('P1D'), BESIDE)}${END}${end('e2')}${end('e3')}${flows('s->q q->e a->e2 b->e3')}`,
    's is b e3 a -it -q e2 | completed',
  ],
  [
    'a boundary event of a loop is the loop’s',
    `${START}<receiveTask id="a" messageRef="m1">${instances(2)}</receiveTask>${boundary('b', 'a', timer('P1D'))}${END}${end('e2')}${flows('s->a a->e b->e2')}`,
    's b -a -a e2 | completed',
  ],
  [
    'a signal in a throw within the same process starts no second one of itself',
    `${START}${throwing('x', signal())}${END}${flows('s->x x->e')}`,
    's x e | completed',
  ],
])
