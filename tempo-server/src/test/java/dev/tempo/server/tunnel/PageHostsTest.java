package dev.tempo.server.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** By which host names browsers reach pages. */
final class PageHostsTest {
  private static final PageAddress PORT = new PageAddress.OwnPort(5400);
  private static final PageAddress NAME = new PageAddress.OwnName("a1b2");

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, localhost",
    "127.0.0.7, localhost",
    "::1, localhost",
    "[::1], localhost",
    "localhost, 127.0.0.1",
    "LOCALHOST, 127.0.0.1",
    "tempo.example, tempo.example",
    "192.168.1.5, 192.168.1.5",
    "fd00::1, [fd00::1]"
  })
  void withoutSetting_loopbackGetsItsOtherName_andOthersStay(String tempo, String page) {
    assertThat(PageHosts.parse("  ").origin(PORT, tempo, false))
        .isEqualTo("http://" + page + ":5400");
  }

  @Test
  void otherName_isThatOfAllPages() {
    PageHosts hosts = PageHosts.parse("Pages.Example.net");
    assertThat(hosts.origin(PORT, "127.0.0.1", true)).isEqualTo("https://pages.example.net:5400");
    assertThat(hosts.givesNames()).isFalse();
    assertThat(hosts.label("a1b2.pages.example.net")).isEmpty();
    assertThatIllegalStateException().isThrownBy(() -> hosts.origin(NAME, "x", false));
  }

  @Test
  void domain_givesEachPageAName() {
    PageHosts hosts = PageHosts.parse("*.pages.example.net");
    assertThat(hosts.givesNames()).isTrue();
    assertThat(hosts.origin(NAME, "tempo", true)).isEqualTo("https://a1b2.pages.example.net");
    assertThat(hosts.label("A1B2.pages.example.net")).contains("a1b2");
    assertThat(hosts.label("x.a1b2.pages.example.net")).isEmpty();
    assertThat(hosts.label("pages.example.net")).isEmpty();
    assertThat(hosts.label(".pages.example.net")).isEmpty();
    assertThat(hosts.label("a1b2pages.example.net")).isEmpty();
    assertThat(PageHosts.parse("*.localhost:8081").origin(NAME, "localhost", false))
        .isEqualTo("http://a1b2.localhost:8081");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "*.",
        "a b",
        "http://a",
        "a/b",
        "a.b:80",
        "*.a:0",
        "*.a:65536",
        "*.a:",
        "-a",
        "a-",
        "a..b",
        "*.*.a",
        "a_b",
        "[::1]"
      })
  void others_areRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> PageHosts.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "a.b", "-a", "a-", "a b", "ä"})
  void labelsThatNoHostNameHas_areRefused(String label) {
    assertThatIllegalArgumentException().isThrownBy(() -> new PageAddress.OwnName(label));
    assertThatIllegalArgumentException().isThrownBy(() -> new PageAddress.OwnPort(65_536));
  }
}
