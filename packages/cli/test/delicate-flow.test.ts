import { flows } from './bpmn.fixture.ts'
import {
  BESIDE,
  END,
  START,
  TERMINATE,
  boundary,
  catching,
  complexOfTwo,
  end,
  error,
  exclusive,
  inclusive,
  instances,
  parallel,
  processes,
  script,
  signal,
  start,
  subProcess,
  tasks,
  timer,
  userTasks,
  walks,
} from './delicate.fixture.ts'

/** Gateways, loops and quantities where the specification is delicate; each trace was worked out from chapters 10 and 13 before it was run. */
walks('inclusive merges', [
  [
    'inclusive split and join in a loop',
    `${START}${exclusive('m')}${inclusive('f')}${tasks('a', 'b')}${inclusive('j')}${script('c', '{ n: n + 1 }')}${exclusive('x', 'default="x_e"')}${END}${flows('s->m m->f f->a f->b a->j b->j j->c c->x x->m?n_<_2 x->e')}`,
    's m f a b j c x m f a b j c x e | completed',
    { n: 0 },
  ],
  [
    'loop straight back into the join',
    `${START}${inclusive('j')}${script('a', '{ n: n + 1 }')}${exclusive('x', 'default="x_e"')}${END}${flows('s->j j->a a->x x->j?n_<_2 x->e')}`,
    's j a x j a x e | completed',
    { n: 0 },
  ],
  [
    'a token that could also come to the occupied flow is not waited for',
    `${START}${parallel('f')}${exclusive('m')}${inclusive('j')}${userTasks('u')}${exclusive('x', 'default="x_m"')}${END}${flows('s->f f->m m->j f->u u->x x->m x->j?n_=_1 j->e')}`,
    's f m j e u x m j e | completed',
    { n: 0 },
  ],
  [
    'two joins that wait for each other',
    `${START}${parallel('f')}${inclusive('j1')}${inclusive('j2')}${exclusive('x1', 'default="x1_e1"')}${exclusive('x2', 'default="x2_e2"')}${end('e1')}${end('e2')}${flows('s->f f->j1 f->j2 j1->x1 j2->x2 x1->e1 x2->e2 x1->j2?n_=_1 x2->j1?n_=_1')}`,
    's f | waiting j1,j2',
    { n: 0 },
  ],
  [
    'waits for a sub-process',
    `${START}${parallel('f')}${subProcess('q', `${start('is')}${userTasks('w')}${end('ie')}${flows('is->w w->ie')}`)}${inclusive('j')}${END}${flows('s->f f->q f->j q->j j->e')}`,
    's f is w ie q j e | completed',
  ],
  [
    'a non-interrupting timer feeds the join',
    `${START}${subProcess('q', `${start('is')}${catching('it', timer('P1D'))}${end('ie')}${flows('is->it it->ie')}`)}${boundary('b', 'q', timer('PT1H'), BESIDE)}${inclusive('j')}${END}${flows('s->q q->j b->j j->e')}`,
    's is b it ie q j e | completed',
  ],
  [
    'the join takes one of two tokens on a flow; the surplus is the next turn',
    `${START}${parallel('f')}${exclusive('m')}${inclusive('j')}${tasks('a')}${END}${flows('s->f f->m f->m f->a m->j a->j j->e')}`,
    's f m m a j e j e | completed',
  ],
  [
    'only what was split is waited for',
    `${START}${inclusive('f', 'default="f_c"')}${tasks('a')}${userTasks('b')}${tasks('c')}${inclusive('j')}${END}${flows('s->f f->a?n_>_0 f->b?n_>_1 f->c a->j b->j c->j j->e')}`,
    's f a b j e | completed',
    { n: 2 },
  ],
  [
    'a token beyond the join does not hold it',
    `${START}${parallel('f')}${inclusive('j')}${userTasks('w')}${END}${end('e2')}${flows('s->f f->j f->w j->e w->e2')}`,
    's f j e w e2 | completed',
  ],
])

walks('complex gateways', [
  [
    'complex: two of three, then the rest',
    `${START}${parallel('f')}${tasks('a', 'b', 'c')}${complexOfTwo()}${END}${flows('s->f f->a f->b f->c a->g b->g c->g g->e')}`,
    's f a b c g e g e | completed',
  ],
  [
    'the second phase has its own flow',
    `${START}${parallel('f')}${tasks('a', 'b', 'c')}${complexOfTwo()}${END}${end('late')}${flows('s->f f->a f->b f->c a->g b->g c->g g->e?waitingForStart g->late?not(waitingForStart)')}`,
    's f a b c g e g late | completed',
  ],
  [
    'nothing in the second phase',
    `${START}${parallel('f')}${tasks('a', 'b', 'c')}${complexOfTwo()}${END}${flows('s->f f->a f->b f->c a->g b->g c->g g->e?waitingForStart')}`,
    's f a b c g e | completed',
  ],
  [
    'the third cannot come: reset without it',
    `${START}${inclusive('f', 'default="f_c"')}${tasks('a', 'b', 'c')}${complexOfTwo()}${END}${flows('s->f f->a?true f->b?true f->c a->g b->g c->g g->e')}`,
    's f a b g e | completed',
  ],
  [
    'a complex gateway in a loop',
    `${START}${exclusive('m')}${parallel('f')}${tasks('a', 'b')}${complexOfTwo()}${script('k', '{ n: n + 1 }')}${exclusive('x', 'default="x_e"')}${END}${flows('s->m m->f f->a f->b a->g b->g g->k k->x x->m?n_<_2 x->e')}`,
    's m f a b g k x m f a b g k x e | completed',
    { n: 0 },
  ],
  [
    'a late third is waited for before the reset',
    `${START}${parallel('f')}${tasks('a', 'b')}${userTasks('w')}${complexOfTwo()}${END}${end('late')}${flows('s->f f->a f->b f->w a->g b->g w->g g->e?waitingForStart g->late?not(waitingForStart)')}`,
    's f a b g e w g late | completed',
  ],
])

walks('event-based gateways', [
  [
    'instantiating event-based, exclusive',
    `<eventBasedGateway id="g" instantiate="true"/>${catching('c1', '<messageEventDefinition messageRef="m1"/>')}${catching('c2', '<messageEventDefinition messageRef="m2"/>')}${END}${end('e2')}${flows('g->c1 g->c2 c1->e c2->e2')}`,
    'g c1 e | completed',
  ],
  [
    'instantiating event-based, parallel',
    `<eventBasedGateway id="g" instantiate="true" eventGatewayType="Parallel"/>${catching('c1', '<messageEventDefinition messageRef="m1"/>')}${catching('c2', '<messageEventDefinition messageRef="m2"/>')}${tasks('a')}${END}${end('e2')}${flows('g->c1 g->c2 c1->a a->e c2->e2')}`,
    'g c1 a e | waiting c2',
  ],
  [
    'event-based: the shorter timer',
    `${START}<eventBasedGateway id="g"/>${catching('c1', timer('PT2H'))}${catching('c2', timer('PT1H'))}${END}${end('e2')}${flows('s->g g->c1 g->c2 c1->e c2->e2')}`,
    's g c2 e2 | completed',
  ],
  [
    'event-based with a receive task',
    `${START}<eventBasedGateway id="g"/><receiveTask id="r" messageRef="m1"/>${catching('c2', timer('PT1H'))}${END}${end('e2')}${flows('s->g g->r g->c2 r->e c2->e2')}`,
    's g c2 e2 | completed',
  ],
])

walks('other gateways and conditional flows', [
  [
    'an exclusive merge passes each',
    `${START}${parallel('f')}${exclusive('m')}${tasks('a')}${END}${flows('s->f f->m f->m m->a a->e')}`,
    's f m m a a e e | completed',
  ],
  [
    'a parallel gateway that joins and splits',
    `${START}${parallel('f')}${parallel('g')}${END}${end('e2')}${flows('s->f f->g f->g g->e g->e2')}`,
    's f g e e2 | completed',
  ],
  [
    'a conditional flow beside an unconditional one',
    `${START}${tasks('a', 'b', 'd')}${END}${flows('s->a a->b a->d?n_=_1 b->e d->e')}`,
    's a b d e e | completed',
    { n: 1 },
  ],
  [
    'the default beside an unconditional one',
    `${START}<task id="a" default="a_d"/>${tasks('b', 'd', 'g')}${END}${flows('s->a a->b a->d a->g?n_=_1 b->e d->e g->e')}`,
    's a b d e e | completed',
    { n: 0 },
  ],
])

walks('quantities', [
  [
    'startQuantity: the surplus stays',
    `${START}${parallel('f')}<task id="a" startQuantity="2"/>${END}${flows('s->f f->a f->a f->a a->e')}`,
    's f a e | waiting a',
  ],
  [
    'completionQuantity',
    `${START}<task id="a" completionQuantity="2"/>${tasks('b')}${END}${flows('s->a a->b b->e')}`,
    's a b b e e | completed',
  ],
])

walks('loops', [
  [
    'tested before, never true',
    `${START}<task id="a"><standardLoopCharacteristics testBefore="true"><loopCondition>n &lt; 0</loopCondition></standardLoopCharacteristics></task>${END}${flows('s->a a->e')}`,
    's e | completed',
    { n: 0 },
  ],
  [
    'tested after, never true',
    `${START}<task id="a"><standardLoopCharacteristics><loopCondition>n &lt; 0</loopCondition></standardLoopCharacteristics></task>${END}${flows('s->a a->e')}`,
    's a e | completed',
    { n: 0 },
  ],
  [
    'at most three',
    `${START}<task id="a"><standardLoopCharacteristics loopMaximum="3"><loopCondition>true</loopCondition></standardLoopCharacteristics></task>${END}${flows('s->a a->e')}`,
    's a a a e | completed',
  ],
  [
    'the counter',
    `${START}<task id="a"><standardLoopCharacteristics><loopCondition>loopCounter &lt; 3</loopCondition></standardLoopCharacteristics></task>${END}${flows('s->a a->e')}`,
    's a a a e | completed',
  ],
  [
    'a sub-process that loops',
    `${START}${subProcess('q', `${start('is')}${script('a', '{ n: n + 1 }')}${end('ie')}${flows('is->a a->ie')}<standardLoopCharacteristics testBefore="true"><loopCondition>n &lt; 2</loopCondition></standardLoopCharacteristics>`)}${END}${flows('s->q q->e')}`,
    's is a ie q is a ie q e | completed',
    { n: 0 },
  ],
])

walks('many instances', [
  [
    'None: each completion is heard',
    `${START}<userTask id="a">${instances(3, 'behavior="None" noneBehaviorEventRef="sd"')}</userTask>${boundary('b', 'a', signal(), BESIDE)}${END}${end('e2')}${flows('s->a a->e b->e2')}`,
    's a b e2 a b e2 a b e2 e | completed',
  ],
  [
    'One, interrupting: the first ends the others',
    `${START}<userTask id="a">${instances(3, 'behavior="One" oneBehaviorEventRef="sd"')}</userTask>${boundary('b', 'a', signal())}${END}${end('e2')}${flows('s->a a->e b->e2')}`,
    's a b -a -a e2 | completed',
  ],
  [
    'Complex: on its condition',
    `${START}<userTask id="a">${instances(3, 'behavior="Complex"', `<complexBehaviorDefinition><condition>numberOfCompletedInstances = 2</condition><event id="cv" xsi:type="tImplicitThrowEvent"><signalEventDefinition signalRef="sg"/></event></complexBehaviorDefinition>`)}</userTask>${boundary('b', 'a', signal(), BESIDE)}${END}${end('e2')}${flows('s->a a->e b->e2')}`,
    's a a b e2 a e | completed',
  ],
  [
    'sequential with a completion condition',
    `${START}<userTask id="a">${instances(5, 'isSequential="true"', '<completionCondition>numberOfCompletedInstances &gt;= 2</completionCondition>')}</userTask>${END}${flows('s->a a->e')}`,
    's a a e | completed',
  ],
  [
    'terminate ends one instance',
    `${START}${subProcess('q', `${start('is')}${parallel('f')}${userTasks('w')}${end('ie')}${end('ix', TERMINATE)}${flows('is->f f->w f->ix w->ie')}${instances(2)}`)}${END}${flows('s->q q->e')}`,
    's is is f f ix -w q ix -w q e | completed',
  ],
  [
    'an error of one called process ends all',
    processes(
      [
        'p',
        `${START}<callActivity id="q" calledElement="d">${instances(2)}</callActivity>${boundary('b', 'q', error('er'))}${END}${end('e2')}${flows('s->q q->e b->e2')}`,
      ],
      ['d', `${start('ds')}${userTasks('w')}${end('dx', error('er'))}${flows('ds->w w->dx')}`],
    ),
    's ds ds w dx b -q -w -q e2 | completed',
  ],
  [
    'parallel: the condition ends the rest',
    `${START}<userTask id="a">${instances(3, '', '<completionCondition>numberOfCompletedInstances = 1</completionCondition>')}</userTask>${END}${flows('s->a a->e')}`,
    's a -a -a e | completed',
  ],
])

walks('ad-hoc sub-processes', [
  [
    'sequential ad-hoc until the condition',
    `${START}<adHocSubProcess id="q" ordering="Sequential">${script('a', '{ n: n + 1 }')}${script('b', '{ n: n + 1 }')}${script('d', '{ n: n + 1 }')}<completionCondition>n &gt;= 2</completionCondition></adHocSubProcess>${END}${flows('s->q q->e')}`,
    's a b q e | completed',
    { n: 0 },
  ],
  [
    'parallel, the others go on',
    `${START}<adHocSubProcess id="q" ordering="Parallel" cancelRemainingInstances="false">${script('a', '{ n: n + 1 }')}${userTasks('b', 'd')}<completionCondition>n &gt;= 1</completionCondition></adHocSubProcess>${END}${flows('s->q q->e')}`,
    's a b d q e | completed',
    { n: 0 },
  ],
  [
    'parallel, the others end',
    `${START}<adHocSubProcess id="q" ordering="Parallel">${userTasks('b', 'd')}${script('z', '{ n: n + 1 }')}<completionCondition>n &gt;= 1</completionCondition></adHocSubProcess>${END}${flows('s->q q->e')}`,
    's z -b -d q e | completed',
    { n: 0 },
  ],
  [
    'flows inside are followed',
    `${START}<adHocSubProcess id="q">${userTasks('a', 'b', 'd')}${flows('a->b')}</adHocSubProcess>${END}${flows('s->q q->e')}`,
    's a d b q e | completed',
  ],
])
