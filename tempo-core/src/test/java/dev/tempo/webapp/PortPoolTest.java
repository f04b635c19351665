package dev.tempo.webapp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Who gets which port. */
class PortPoolTest {
  private static final OptionalInt ANY = OptionalInt.empty();
  private final PortPool pool = PortPool.of(60_001, 60_004).withoutCheck();

  @Test
  void lowest_isThePreferredOne_alsoOutsideTheRange_orElseTheFirstThatIsFree() {
    assertThat(pool.takeLowest(OptionalInt.of(60_003))).hasValue(60_003);
    assertThat(pool.takeLowest(OptionalInt.of(60_003))).hasValue(60_001);
    assertThat(pool.takeLowest(OptionalInt.of(5_000))).hasValue(5_000);
    assertThat(pool.takeLowest(OptionalInt.of(5_000))).hasValue(60_002);
    assertThat(pool.takeLowest(ANY)).hasValue(60_004);
    assertThat(pool.takeLowest(ANY)).isEmpty();
    assertThat(pool.takeHighest("a")).isEmpty();
    assertThat(pool.freeCount()).isZero();
    assertThat(pool.taken()).containsExactly(5_000, 60_001, 60_002, 60_003, 60_004);
    pool.release(60_002);
    pool.release(60_002);
    assertThat(pool.freeCount()).isOne();
    assertThat(pool.takeLowest(ANY)).hasValue(60_002);
  }

  @Test
  void highest_isTheHoldersLast_thenWhatNobodyHad_thenWhatIsFreeTheLongest() {
    assertThat(pool.takeHighest("a")).hasValue(60_004);
    pool.release(60_004);
    assertThat(pool.takeHighest("b")).hasValue(60_003);
    assertThat(pool.takeHighest("a")).hasValue(60_004);
    pool.release(60_003);
    pool.release(60_004);
    assertThat(pool.takeHighest("c")).hasValue(60_002);
    assertThat(pool.takeHighest("d")).hasValue(60_001);
    assertThat(pool.takeHighest("e")).hasValue(60_003);
    assertThat(pool.takeHighest("f")).hasValue(60_004);
  }

  @Test
  void claimedPort_isGivenToNobody() {
    assertThat(pool.claim(60_001)).isTrue();
    assertThat(pool.claim(60_001)).isFalse();
    assertThat(pool.takeLowest(ANY)).hasValue(60_002);
  }

  @Test
  void portOfAnotherProgram_isPassedOver_whicheverAddressItIsBoundTo() throws IOException {
    for (String address : new String[] {"127.0.0.1", "0.0.0.0", "::1"}) {
      try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName(address))) {
        int port = other.getLocalPort();
        assertThat(PortPool.isBindable(port)).as(address).isFalse();
        assertThat(PortPool.of(port, port).takeLowest(ANY)).isEmpty();
        assertThat(PortPool.of(port, port).takeHighest("a")).isEmpty();
        assertThat(PortPool.of(port, port).withoutCheck().takeLowest(ANY)).hasValue(port);
      }
    }
  }

  @Test
  void rangeThatIsNone_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> PortPool.of(0, 5));
    assertThatIllegalArgumentException().isThrownBy(() -> PortPool.of(6, 5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PortPool.of(5, 70_000))
        .withMessageContaining("to must be from 5 to 65535, but got 70000");
  }
}
