/**
 * Accepted readings on disk: SQLite, WAL, {@code synchronous=FULL}, one writer thread per spool,
 * group commit. A future returned by {@link city.pulso.edge.spool.Spool} completes normally only
 * after the transaction that contains its readings is committed and synced; on any failure nothing
 * is acknowledged.
 */
@NullMarked
package city.pulso.edge.spool;

import org.jspecify.annotations.NullMarked;
