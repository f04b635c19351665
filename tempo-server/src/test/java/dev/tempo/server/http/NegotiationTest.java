package dev.tempo.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NegotiationTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip | true",
        "GZIP | true",
        "deflate, gzip;q=0.5, br | true",
        "x-gzip | true",
        "* | true",
        "gzip ; q=1.000 | true",
        "gzip;q=0 | false",
        "gzip; q=0.000 | false",
        "gzip;q=0, * | false",
        "*;q=0 | false",
        "*;q=0, gzip | true",
        "identity | false",
        "deflate | false",
        "not-gzip-at-all | false",
        "'' | false"
      })
  void gzip_isTakenByWhoSaysSo(String accept, boolean takes) {
    assertThat(Negotiation.takesGzip(List.of(accept))).isEqualTo(takes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "\"a\" | true",
        "W/\"a\" | true",
        "\"x\", W/\"a\", \"y\" | true",
        "\"x\",\"a\" | true",
        "* | true",
        "\"A\" | false",
        "\"x, a\" | false",
        "a | false",
        "w/\"b\" | false",
        "'' | false"
      })
  void tag_isFoundInAnyForm(String header, boolean has) {
    assertThat(Negotiation.has(List.of(header), "\"a\"")).isEqualTo(has);
    assertThat(Negotiation.has(List.of("\"other\"", header), "\"a\"")).isEqualTo(has);
  }
}
