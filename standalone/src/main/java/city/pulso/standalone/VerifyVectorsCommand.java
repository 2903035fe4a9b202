package city.pulso.standalone;

import city.pulso.edge.senml.SenmlVectors;
import city.pulso.jobs.air.evaluation.VectorCheck;
import city.pulso.jobs.air.evaluation.VectorCheck.Difference;
import city.pulso.jobs.air.evaluation.VectorCheck.FileResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pulso verify-vectors}: the rules against published test vectors. */
@Command(
    name = "verify-vectors",
    description =
        "Checks the rules against the test vectors in a directory; says every difference.",
    mixinStandardHelpOptions = true)
final class VerifyVectorsCommand implements Callable<Integer> {
  private static final String SENML = "senml.json";

  @Parameters(paramLabel = "DIR", description = "Holds files such as aqi_us_2024.csv.")
  Path directory = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Exit code 0 only if there was something to check and all of it was as expected. */
  @Override
  public Integer call() throws IOException, CityException {
    if (!Files.isDirectory(directory)) {
      throw new CityException(directory + " is not a directory");
    }
    PrintWriter out = spec.commandLine().getOut();
    int files = 0;
    int red = 0;
    for (FileResult result : VectorCheck.run(directory)) {
      if (!result.present()) {
        out.println(result.file() + ": not in " + directory);
        continue;
      }
      files++;
      red += result.green() ? 0 : 1;
      out.println(line(result.file(), result.passed(), result.rows() - result.passed()));
      for (Difference difference : result.differences()) {
        out.println("  " + difference);
      }
    }
    Path senml = directory.resolve(SENML);
    if (Files.isRegularFile(senml)) {
      files++;
      SenmlVectors.Report report = SenmlVectors.verify(Files.readAllBytes(senml));
      red += report.failures().isEmpty() ? 0 : 1;
      out.println(line(SENML, report.passed(), report.failures().size()));
      report.failures().forEach(failure -> out.println("  " + failure));
    } else {
      out.println(SENML + ": not in " + directory);
    }
    if (files == 0) {
      throw new CityException(
          "none of " + VectorCheck.files() + " and " + SENML + " is in " + directory);
    }
    return red == 0 ? 0 : 1;
  }

  private static String line(String file, int passed, int failed) {
    return file + ": " + passed + " passed, " + failed + " failed";
  }
}
