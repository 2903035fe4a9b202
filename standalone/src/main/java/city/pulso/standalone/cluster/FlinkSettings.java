package city.pulso.standalone.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Flink's configuration of one application cluster on this machine. */
final class FlinkSettings {
  /** Mebibytes; a task manager computes none of its sizes by itself, so all are written down. */
  static final int MANAGED = 96;

  private static final int TASK_HEAP = 128;
  private static final int FRAMEWORK_HEAP = 96;
  private static final int FRAMEWORK_OFF_HEAP = 64;
  private static final int NETWORK = 32;
  private static final int METASPACE = 192;

  static final Part.Memory JOB_MANAGER = new Part.Memory(224, 64, METASPACE);
  static final Part.Memory TASK_MANAGER =
      new Part.Memory(TASK_HEAP + FRAMEWORK_HEAP, FRAMEWORK_OFF_HEAP + NETWORK + 32, METASPACE);

  private FlinkSettings() {}

  /**
   * Writes {@code config.yaml}.
   *
   * @param directory for it
   * @param root checkpoints, savepoints, temporary files
   */
  static void write(Path directory, Path root, String label, int restPort, int rpcPort)
      throws IOException {
    Files.createDirectories(directory);
    Files.writeString(
        directory.resolve("config.yaml"),
        """
        # Written by pulso at every start: changes are lost.
        jobmanager.rpc.address: 127.0.0.1
        jobmanager.rpc.port: %d
        jobmanager.bind-host: 127.0.0.1
        taskmanager.host: 127.0.0.1
        taskmanager.bind-host: 127.0.0.1
        rest.address: 127.0.0.1
        rest.bind-address: 127.0.0.1
        rest.port: %d
        rest.bind-port: "%d"
        web.submit.enable: false
        web.cancel.enable: false
        heartbeat.interval: 2 s
        heartbeat.timeout: 10 s
        taskmanager.cpu.cores: 1.0
        taskmanager.numberOfTaskSlots: 1
        taskmanager.memory.framework.heap.size: %dmb
        taskmanager.memory.task.heap.size: %dmb
        taskmanager.memory.framework.off-heap.size: %dmb
        taskmanager.memory.task.off-heap.size: 0mb
        taskmanager.memory.network.min: %dmb
        taskmanager.memory.network.max: %dmb
        taskmanager.memory.managed.size: %dmb
        taskmanager.memory.jvm-metaspace.size: %dmb
        taskmanager.memory.jvm-overhead.min: 96mb
        taskmanager.memory.jvm-overhead.max: 96mb
        state.backend.type: rocksdb
        execution.checkpointing.incremental: true
        execution.checkpointing.dir: %s
        execution.checkpointing.savepoint-dir: %s
        execution.checkpointing.num-retained: 2
        execution.checkpointing.timeout: 2 min
        metrics.reporter.prom.factory.class: %s
        pipeline.generic-types: false
        pipeline.auto-generate-uids: false
        """
            .formatted(
                rpcPort,
                restPort,
                restPort,
                FRAMEWORK_HEAP,
                TASK_HEAP,
                FRAMEWORK_OFF_HEAP,
                NETWORK,
                NETWORK,
                MANAGED,
                METASPACE,
                checkpoints(root).toUri(),
                savepoints(root, label).toUri(),
                city.pulso.standalone.flink.LoopbackPrometheusFactory.class.getName()));
  }

  static Path checkpoints(Path root) {
    return root.resolve("checkpoints");
  }

  static Path savepoints(Path root, String label) {
    return root.resolve("savepoints").resolve(label);
  }

  /** Options of one process. */
  static List<String> own(Path temporary, int metricsPort) throws IOException {
    Files.createDirectories(temporary);
    return List.of(
        "-D", "io.tmp.dirs=" + temporary,
        "-D", "metrics.reporter.prom.port=" + metricsPort);
  }
}
