/** Whoever uses the rooms during a run, and judges what it is told. */
export interface Load {
  /** The trouble is over for it as well. */
  heal(): void;
  /** Begins nothing new. */
  finish(): void;
  /** Everything that was begun has ended. */
  readonly isIdle: boolean;
  /** Has every shard pay, and then says whether each has. */
  payInEveryShard(): void;
  readonly hasEveryShardPaid: boolean;
  /** Has all receipts checked, and then says whether all were shown. */
  verifyAll(): void;
  readonly isVerified: boolean;
  /** What people ought to have been told by now, and were not. */
  readonly untold: readonly string[];
  /** All is over: throws the violation that shows only now. */
  demandTheWholeStory(): void;
}
