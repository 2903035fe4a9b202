package city.pulso.standalone;

import city.pulso.jobs.air.evaluation.AirEvaluation;
import city.pulso.jobs.air.evaluation.AirEvaluation.Collocated;
import city.pulso.jobs.air.evaluation.AirEvaluation.DataSetResult;
import city.pulso.jobs.air.evaluation.AirEvaluation.Watcher;
import city.pulso.jobs.air.evaluation.AirReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pulso evaluate}: the rules over recorded data. */
@Command(
    name = "evaluate",
    description = "Runs the rules over recorded data and says what they made of it.",
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to evaluate: evaluate air --data DIR");
  }

  @Command(
      name = "air",
      description =
          "Prints for each recorded data set: rows read, values flagged by reason, hours complete,"
              + " distribution of the index, alerts opened and cleared, error of estimates between stations and of the outlook; and how low-cost units agree with"
              + " the reference instrument beside them.",
      mixinStandardHelpOptions = true)
  int air(
      @Option(
              names = "--data",
              paramLabel = "DIR",
              required = true,
              description = "Holds the recordings as published, for example ../shared/data/air.")
          Path directory)
      throws CityException {
    if (!Files.isDirectory(directory)) {
      throw new CityException("--data: " + directory + " is not a directory");
    }
    PrintWriter progress = spec.commandLine().getErr();
    Watcher watcher =
        (work, rows) -> {
          progress.println("evaluating " + work + ": " + Terminal.number(rows) + " rows");
          progress.flush();
        };
    AirEvaluation evaluation = new AirEvaluation();
    try {
      List<DataSetResult> results = evaluation.run(directory, watcher);
      if (results.isEmpty()) {
        throw new CityException("--data: none of " + AirEvaluation.files() + " is in " + directory);
      }
      List<Collocated> collocated = evaluation.collocated(directory, watcher);
      AirReport report = new AirReport(evaluation.scheme());
      report.print(results, spec.commandLine().getOut());
      report.printAgreement(collocated, spec.commandLine().getOut());
    } catch (IOException e) {
      throw new CityException("--data: " + e.getMessage(), e);
    }
    return 0;
  }
}
