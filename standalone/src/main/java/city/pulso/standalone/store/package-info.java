/**
 * A time-series store inside this process: QuestDB, on loopback only, filled through InfluxDB's
 * {@code /api/v2/write} like any InfluxDB.
 *
 * <p>Its tables are made from the declarations in {@code schemas} before anybody writes, because
 * QuestDB keeps one row per tags and time only in tables that were created so.
 */
@NullMarked
package city.pulso.standalone.store;

import org.jspecify.annotations.NullMarked;
