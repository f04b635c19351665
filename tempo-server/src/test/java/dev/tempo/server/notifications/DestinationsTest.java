package dev.tempo.server.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.server.notifications.Destinations.Reach;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses as resolvers give them; no name is looked up. */
final class DestinationsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.255.254",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "100.127.255.255",
        "198.18.0.1",
        "192.0.0.8",
        "192.0.2.1",
        "198.51.100.7",
        "203.0.113.9",
        "::1",
        "fc00::1",
        "fdff::1",
        "fec0::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:10.1.2.3",
        "::10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::c0a8:101",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "fe80:0:0:1:0:5efe:a00:1",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
        "2001:470:1:2:0:5efe:192.168.0.1"
      })
  void thisMachineAndPrivateNetworks_areNotForAll(String address) throws Exception {
    assertThat(reach(address)).isIn(Reach.PRIVATE, Reach.NEVER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "169.254.169.254",
        "169.254.0.1",
        "224.0.0.1",
        "239.1.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "100.100.100.200",
        "::",
        "fe80::1",
        "ff02::1",
        "fd00:ec2::254",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
        "::169.254.169.254"
      })
  void whatNobodyMayCall_isRefusedWhateverTheSettingSays(String address) throws Exception {
    assertThat(reach(address)).isEqualTo(Reach.NEVER);
  }

  @ParameterizedTest
  @CsvSource({
    "8.8.8.8",
    "172.15.0.1",
    "172.32.0.1",
    "100.63.255.255",
    "100.128.0.1",
    "198.20.0.1",
    "2606:4700::1111",
    "64:ff9b::808:808",
    "2002:808:808::1",
    "::ffff:8.8.8.8"
  })
  void publicAddresses_areForAll(String address) throws Exception {
    assertThat(reach(address)).isEqualTo(Reach.PUBLIC);
  }

  private static Reach reach(String address) throws UnknownHostException {
    return Destinations.of(InetAddress.getByName(address));
  }
}
