package city.pulso.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterRecordTest {
  private static final List<ClusterRecord.Process> PROCESSES =
      List.of(
          new ClusterRecord.Process("broker", 4711, 0, 0),
          new ClusterRecord.Process("air-taskmanager-1", 4712, 2, 9250));
  private static final List<ClusterRecord.Job> JOBS =
      List.of(
          new ClusterRecord.Job(
              "air-exposure", "air", "0123456789abcdef", URI.create("http://127.0.0.1:8081")));

  @Test
  void what_was_written_is_read_while_its_writer_lives(@TempDir Path data) throws Exception {
    ClusterRecord record = new ClusterRecord(ProcessHandle.current().pid(), PROCESSES, JOBS);
    record.write(data);
    assertThat(ClusterRecord.running(data)).contains(record);
    ClusterRecord.remove(data);
    assertThat(ClusterRecord.running(data)).isEmpty();
  }

  @Test
  void a_record_whose_writer_is_gone_is_no_running_cluster(@TempDir Path data) throws Exception {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    new ClusterRecord(gone.pid(), PROCESSES, JOBS).write(data);
    assertThat(ClusterRecord.running(data)).isEmpty();
  }
}
