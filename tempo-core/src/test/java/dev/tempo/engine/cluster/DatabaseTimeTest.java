package dev.tempo.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.store.cluster.ClusterStore;
import dev.tempo.testkit.VirtualClock;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** How a node reads the database's clock. */
class DatabaseTimeTest {
  private final VirtualClock clock = VirtualClock.at("2026-03-01T00:00:00Z");
  private final DatabaseTime time = new DatabaseTime(clock);
  private Duration ahead = Duration.ofSeconds(3);
  private Duration asking = Duration.ZERO;
  private final ClusterStore database =
      (ClusterStore)
          Proxy.newProxyInstance(
              ClusterStore.class.getClassLoader(),
              new Class<?>[] {ClusterStore.class},
              (proxy, method, arguments) -> there());

  private Instant there() {
    clock.advance(asking);
    return clock.instant().plus(ahead);
  }

  @Test
  void clockThatIsAhead_isFollowed_andMonotonicTimeIsThisMachines() {
    assertThat(time.measure(database, false)).isEqualTo(Duration.ofSeconds(3));
    assertThat(time.instant()).isEqualTo(clock.instant().plusSeconds(3));
    assertThat(time.nanoTime()).isEqualTo(clock.nanoTime());
    ahead = Duration.ofSeconds(-1);
    assertThat(time.measure(database, false)).isEqualTo(Duration.ofSeconds(-1));
  }

  @Test
  void questionThatTookLong_saysNothing() {
    time.measure(database, false);
    ahead = Duration.ofHours(1);
    asking = Duration.ofSeconds(1);
    assertThat(time.measure(database, false)).isEqualTo(Duration.ofSeconds(3));
    assertThat(time.offset()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void databaseOfAnotherTimeAltogether_isFollowedByARealClock_andNotByOneMovedByHand() {
    ahead = Duration.ofDays(200);
    assertThat(time.measure(database, true)).isEqualTo(Duration.ZERO);
    assertThat(time.measure(database, false)).isEqualTo(Duration.ofDays(200));
    ahead = Duration.ofHours(-5);
    assertThat(time.measure(database, true)).isEqualTo(Duration.ofHours(-5));
  }
}
