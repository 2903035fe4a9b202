package city.pulso.standalone.cluster;

/**
 * What a cluster on this machine consists of.
 *
 * @param ownBroker start one; false: somebody else's is used
 * @param ownStore start one; false: somebody else's is used
 * @param brokerPort TCP port of the own broker
 * @param storePort TCP port of the own store
 * @param flinkPort web page of the first job manager; the others follow
 * @param metricsPort Prometheus endpoint of the first Flink process; the others follow
 * @param taskManagers of each job, one task slot each
 */
public record ClusterPlan(
    boolean ownBroker,
    boolean ownStore,
    int brokerPort,
    int storePort,
    int flinkPort,
    int metricsPort,
    int taskManagers) {}
