/**
 * The SQLite file in which everything that must survive is kept: WAL, {@code synchronous=FULL},
 * schema by versioned migrations.
 */
@NullMarked
package city.pulso.alerting.store;

import org.jspecify.annotations.NullMarked;
