/**
 * Grafana dashboards as code. A dashboard is built from records; every query names its measurement,
 * fields and tags through the declarations in {@link city.pulso.schemas.Measurements}, so a name
 * that is not declared fails when the dashboard is built, not when somebody looks at an empty
 * panel. The generated JSON is committed and provisioned as it is.
 *
 * <p>{@link city.pulso.grafana.Dashboards} is the door. Nothing here keeps state or starts threads.
 */
@NullMarked
package city.pulso.grafana;

import org.jspecify.annotations.NullMarked;
