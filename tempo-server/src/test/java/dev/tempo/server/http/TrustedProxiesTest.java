package dev.tempo.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TrustedProxiesTest {
  private static final TrustedProxies PROXIES =
      TrustedProxies.parse("10.0.0.0/8, 192.0.2.1,2001:db8::/32");

  @ParameterizedTest
  @CsvSource({
    "203.0.113.5, 1.2.3.4, 203.0.113.5", // a stranger's word does not count
    "10.1.2.3, 1.2.3.4, 1.2.3.4",
    "10.1.2.3, '6.6.6.6, 1.2.3.4, 192.0.2.1', 1.2.3.4", // what the client itself wrote is left
    "10.1.2.3, '10.9.9.9', 10.9.9.9",
    "10.1.2.3, 'nonsense, 192.0.2.1', 192.0.2.1",
    "2001:db8::7, '[2001:db9::1]', 2001:db9::1"
  })
  void client_isTheFirstWhoIsNoTrustedProxy(String peer, String forwardedFor, String client) {
    ClientAddress found = client(peer, Map.of("X-Forwarded-For", List.of(forwardedFor)));
    assertThat(found.address()).isEqualTo(client);
    assertThat(found.forwarded()).isTrue();
  }

  @Test
  void https_isBelievedFromATrustedProxyOnly() {
    Map<String, List<String>> https = Map.of("X-Forwarded-Proto", List.of("https"));
    assertThat(client("10.1.2.3", https).secure()).isTrue();
    assertThat(client("203.0.113.5", https).secure()).isFalse();
    assertThat(client("203.0.113.5", Map.of()).forwarded()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "6.6.6.6, 1.2.3.4, 1.2.3.4", // the client's own line, then the proxy's
    "6.6.6.6, '7.7.7.7, 1.2.3.4, 192.0.2.1', 1.2.3.4",
    "1.2.3.4, 192.0.2.1, 1.2.3.4",
    "'6.6.6.6, 1.2.3.4', '192.0.2.1, 10.7.7.7', 1.2.3.4",
    "6.6.6.6, '', 10.1.2.3", // what the nearest wrote says nothing, and so nobody is believed
    "6.6.6.6, ',', 10.1.2.3"
  })
  void severalLines_areOneList(String first, String second, String client) {
    var headers = Map.of("X-Forwarded-For", List.of(first, second));
    assertThat(client("10.1.2.3", headers).address()).isEqualTo(client);
    assertThat(client("203.0.113.5", headers).address()).isEqualTo("203.0.113.5");
  }

  @ParameterizedTest
  @CsvSource({
    "https, http, false", // the client's own line, then the proxy's
    "http, https, true",
    "'http, https', https, true",
    "https, 'https, http', false",
    "http, HTTPS, true"
  })
  void protocol_isWhatTheNearestProxySays(String first, String second, boolean secure) {
    var headers = Map.of("X-Forwarded-Proto", List.of(first, second));
    assertThat(client("10.1.2.3", headers).secure()).isEqualTo(secure);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "10.0.0.0/33", "10.0.0.0/x", "example.org/8"})
  void parse_ofSomethingElse_isRefused(String text) {
    assertThatThrownBy(() -> TrustedProxies.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:8080, localhost, true",
    "127.0.0.1, 127.0.0.1, true",
    "[::1]:8080, ::1, true",
    "tempo.localhost, tempo.localhost, true",
    "127.0.0.1.evil.example, 127.0.0.1.evil.example, false",
    "localhost.evil.example:80, localhost.evil.example, false",
    "192.168.1.2:80, 192.168.1.2, false"
  })
  void host_isNamedWithoutPort_andKnownAsLoopback(String authority, String name, boolean loopback) {
    assertThat(HostNames.name(authority)).isEqualTo(name);
    assertThat(HostNames.isLoopback(name)).isEqualTo(loopback);
  }

  private static ClientAddress client(String peer, Map<String, List<String>> headers) {
    return PROXIES.client(
        new InetSocketAddress(peer, 1), false, name -> headers.getOrDefault(name, List.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "a.example.org",
        "my_host-1.",
        "127.0.0.1",
        "::1",
        "[::1]",
        "fe80::1%eth0"
      })
  void hosts_areNamesAndAddresses(String text) {
    assertThat(HostNames.isHost(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a..b", "http://a", "a/b", "a:80:b:x", "é", ".a"})
  void otherTexts_areNoHosts(String text) {
    assertThat(HostNames.isHost(text)).isFalse();
  }

  @Test
  void longText_isNoHost_soon() {
    assertThat(HostNames.isHost("a".repeat(60_000) + "!")).isFalse();
    assertThat(HostNames.isHost("a.".repeat(30_000) + "!")).isFalse();
  }
}
