package dev.tempo.server.interfaces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.server.SteppedTime;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When nobody needs an interface any more. */
class LeasesTest {
  private static final Duration COME_BACK = Duration.ofSeconds(20);
  private static final Duration IDLE = Duration.ofHours(1);

  private final SteppedTime time = new SteppedTime();
  private final Leases leases = new Leases(time);

  @Test
  void tabThatComesBackAfterARestart_isLeftOnceItIsClosed() {
    leases.expectBack();
    assertThat(over(COME_BACK)).isEmpty();
    leases.open("a");
    leases.leave("a");
    leases.end("a");
    assertThat(over(COME_BACK)).contains(Leases.Reason.LEFT);
  }

  @Test
  void tabWithTwoStreams_isGoneOnceItSaysSo_howeverItsStreamsEnd() {
    leases.open("a");
    leases.open("a"); // its network has changed, and the earlier stream has not ended
    leases.leave("a");
    leases.end("a");
    leases.end("a");
    assertThat(over(COME_BACK)).contains(Leases.Reason.LEFT);
  }

  @Test
  void reloadedTab_isThere_thoughItsEarlierStreamEndsLater() {
    leases.open("a");
    leases.leave("a");
    leases.open("a");
    leases.end("a"); // the earlier one
    assertThat(leases.count()).isOne();
    assertThat(over(COME_BACK)).isEmpty();
    leases.end("a");
    assertThat(leases.count()).isZero();
    assertThat(over(COME_BACK)).as("its machine may sleep").isEmpty();
    assertThat(over(IDLE)).contains(Leases.Reason.IDLE);
  }

  @Test
  void manyLostTabs_keepItNoLongerThanOne() {
    for (int tab = 0; tab < 1_000; tab++) {
      leases.open("tab " + tab);
      leases.end("tab " + tab);
    }
    assertThat(leases.count()).isZero();
    assertThat(over(COME_BACK)).isEmpty();
    assertThat(over(IDLE)).contains(Leases.Reason.IDLE);
  }

  private Optional<Leases.Reason> over(Duration later) {
    time.step(later);
    return leases.over(COME_BACK, IDLE);
  }
}
