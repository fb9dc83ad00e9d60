import { Duration, Size } from 'cdk8s';
import {
  ByteaOutput,
  Bytes,
  type ExtensionParameters,
  type Major,
  Milliseconds,
  type Parameters15,
  PlanFormat,
  ServerMessageLevel,
  Special,
  StatementLogLevel,
  StatementTracking,
  SynchronousCommit,
  WalCompression,
  WalLevel,
} from '../../lib/parameters';

/** Varied valid values that every major takes. */
export function sample(major: Major): Parameters15 {
  return {
    maxConnections: 57,
    superuserReservedConnections: 4,
    sharedBuffers: Size.mebibytes(40),
    tempBuffers: Size.kibibytes(4104),
    workMem: Size.kibibytes(4097),
    maintenanceWorkMem: Size.gibibytes(1.5),
    autovacuumWorkMem: Special.INHERITED,
    hashMemMultiplier: 1.5,
    tempFileLimit: Special.UNLIMITED,
    vacuumCostDelay: Milliseconds.of(2.5),
    autovacuumVacuumCostDelay: Duration.millis(3),
    backendFlushAfter: Special.DISABLED,
    effectiveIoConcurrency: 200,
    walLevel: WalLevel.LOGICAL,
    synchronousCommit: SynchronousCommit.REMOTE_APPLY,
    walCompression: WalCompression.PGLZ,
    walBuffers: Size.mebibytes(3),
    commitDelay: 10,
    checkpointTimeout: Duration.minutes(15),
    checkpointCompletionTarget: 0.85,
    minWalSize: Size.mebibytes(96),
    maxWalSize: Size.gibibytes(2),
    maxSlotWalKeepSize: Size.gibibytes(20),
    walSenderTimeout: Duration.seconds(90),
    maxStandbyStreamingDelay: Special.UNLIMITED,
    hotStandbyFeedback: true,
    enableSeqscan: false,
    randomPageCost: 1.1,
    cpuOperatorCost: 0.00025,
    effectiveCacheSize: Size.gibibytes(6),
    geqoSeed: 0.25,
    logMinMessages: ServerMessageLevel.NOTICE,
    logMinDurationStatement: Duration.seconds(1),
    logAutovacuumMinDuration: Special.ALL,
    logParameterMaxLength: Bytes.of(1025),
    logLinePrefix: "%t [%p]: user=%u,db=%d,it's 100% a\\b ",
    autovacuumNaptime: Duration.seconds(30),
    autovacuumVacuumScaleFactor: 0.05,
    statementTimeout: Duration.hours(2),
    lockTimeout: Special.DISABLED,
    byteaOutput: ByteaOutput.ESCAPE,
    searchPath: '"$user", public',
    deadlockTimeout: Duration.millis(1500),
    trackActivityQuerySize: Size.kibibytes(4),
    ...(major >= 16 && { reservedConnections: 2 }),
    ...(major >= 17 && { transactionTimeout: Duration.days(1) }),
  };
}

/** Parameters of contrib's extensions, which the embedded servers have. */
export function extensions(major: Major): ExtensionParameters {
  return {
    pgStatStatements: { max: 7000, track: StatementTracking.ALL, save: false },
    autoExplain: {
      logMinDuration: Duration.millis(2500),
      logFormat: PlanFormat.JSON,
      logLevel: StatementLogLevel.NOTICE,
      sampleRate: 0.125,
      ...(major >= 16 && { logParameterMaxLength: Special.DISABLED }),
    },
  };
}
