package dev.tempo.python.environment;

import dev.tempo.internal.io.Sha256;
import dev.tempo.internal.text.UrlRedactor;
import dev.tempo.secret.SecretMasker;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds the package index settings of one build, with their credentials kept out of what is shown.
 */
final class InstallerSettings {
  private final PipSettings settings;
  private final SecretMasker passwords;

  InstallerSettings(PipSettings settings) {
    this.settings = settings;
    this.passwords = SecretMasker.of(passwords(settings));
  }

  private static Set<String> passwords(PipSettings settings) {
    List<String> addresses = new ArrayList<>(settings.extraIndexUrls());
    addresses.addAll(settings.findLinks());
    settings.indexUrl().ifPresent(addresses::add);
    settings.proxy().ifPresent(addresses::add);
    Set<String> found = new LinkedHashSet<>();
    addresses.forEach(address -> addPasswords(address, found));
    return found;
  }

  /** As written in the address, and decoded, as an installer may print it. */
  private static void addPasswords(String address, Set<String> found) {
    try {
      URI uri = new URI(address);
      for (String user : new String[] {uri.getRawUserInfo(), uri.getUserInfo()}) {
        if (user != null && !user.isEmpty()) {
          found.add(user.substring(user.indexOf(':') + 1));
        }
      }
    } catch (URISyntaxException e) {
      // A directory with wheels, which has no password.
    }
  }

  /** All variables for the installer; holds credentials. */
  Map<String, String> variables(Map<String, String> inherited) {
    return InstallerVariables.of(inherited, settings);
  }

  /** Without credentials. */
  String mask(String text) {
    return UrlRedactor.mask(passwords.mask(text));
  }

  /** Equal for settings by which the same packages are found. */
  String fingerprint() {
    return Sha256.sha256(settings.toString());
  }
}
