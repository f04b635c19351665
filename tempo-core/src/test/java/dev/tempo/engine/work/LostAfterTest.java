package dev.tempo.engine.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.JobPolicy;
import dev.tempo.task.Task;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long scripts of a silent node count as running, and may go on. */
class LostAfterTest {
  private static JobPolicy policy(Duration lostAfter, boolean isRepeated) {
    Job.Builder job = Job.named("job").task(Task.shell("true")).lostAfter(lostAfter);
    return (isRepeated ? job.rerunIfLost() : job).build().policy();
  }

  @Test
  void scriptThatIsRepeated_hasEndedByItselfBeforeItIsLost_howeverSoonThatIs() {
    for (Duration wanted : new Duration[] {Duration.ZERO, Duration.ofSeconds(90)}) {
      JobPolicy repeated = policy(wanted, true);
      Duration lost = LostAfter.of(repeated);
      assertThat(lost).isGreaterThanOrEqualTo(wanted).isGreaterThanOrEqualTo(Duration.ofSeconds(6));
      assertThat(LostAfter.heartbeatTimeout(repeated).orElseThrow()).isPositive().isLessThan(lost);
    }
  }

  @Test
  void scriptThatIsNotRepeated_isLostAsSoonAsIsWanted_andGoesOnForEver() {
    JobPolicy once = policy(Duration.ZERO, false);
    assertThat(LostAfter.of(once)).isEqualTo(Duration.ZERO);
    assertThat(LostAfter.heartbeatTimeout(once)).isEmpty();
  }
}
