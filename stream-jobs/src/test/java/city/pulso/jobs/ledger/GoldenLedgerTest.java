package city.pulso.jobs.ledger;

import city.pulso.jobs.Golden;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class GoldenLedgerTest {
  @Test
  void hours_of_version_2_are_read() throws IOException {
    Golden.check(
        "ledger-hour-v2", HourCount.TYPE, new HourCount(60, 55, 2, 1, 3, 4, 5, 6, "bad_value"));
  }

  @Test
  void the_state_of_version_1_is_read() throws IOException {
    Golden.check("ledger-hour-v1", HourCount.TYPE, new HourCount(60, 58, 2, 1, 3, 4, 0, 0, ""));
    Golden.check(
        "ledger-account-v1",
        Account.TYPE,
        new Account(
            1,
            3_600_000,
            17,
            3_500_000,
            2,
            List.of(new Account.Spool(77, 9, 0, 3, 4, 5), new Account.Spool(66, 8, -1, 0, 0, 1)),
            List.of(0L, 7_200_000L)));
  }
}
