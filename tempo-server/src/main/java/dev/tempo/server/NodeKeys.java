package dev.tempo.server;

import dev.tempo.secret.SecretCipher;
import dev.tempo.secret.SecretException;
import dev.tempo.server.cli.ServerLauncher;
import dev.tempo.server.security.authentication.SessionSettings;
import dev.tempo.server.settings.Settings;
import dev.tempo.store.StoreException;
import dev.tempo.store.cluster.ClusterStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Whether a node has the keys of the others: what one seals the others must open, and who logs in
 * at one is known to all. The first node leaves in the store what only its keys fit.
 */
final class NodeKeys {
  private static final String SECRETS = "secret key";
  private static final String SESSIONS = "session key";
  private static final String INSTALLATION = "installation";
  private static final String CONTEXT = "nodes";

  private final String secret;
  private final Path secretKey;
  private final SessionSettings sessions;

  private NodeKeys(String secret, Path secretKey, SessionSettings sessions) {
    this.secret = secret;
    this.secretKey = secretKey;
    this.sessions = sessions;
  }

  static NodeKeys of(ServerLauncher.Options options) {
    return new NodeKeys(
        options.sources().early(Settings.SECRET_KEY),
        options.dataDirectory().resolve("config/secret.key"),
        SessionSettings.of(
            options.sources().early(Settings.JWT_SECRET), options.dataDirectory(), Duration.ZERO));
  }

  /** Whether a node was there before, and said what the keys are. */
  static boolean areAgreed(ClusterStore cluster) {
    return cluster.agreed(SESSIONS).isPresent();
  }

  /** The installation that all nodes are, which the first of them says. */
  static UUID installation(ClusterStore cluster) {
    return UUID.fromString(cluster.agree(INSTALLATION, UUID.randomUUID().toString()));
  }

  /**
   * Agrees with the other nodes; makes keys that are missing only for the first one.
   *
   * @throws StoreException if the others have other keys
   */
  void agree(ClusterStore cluster) {
    agreeOnSecrets(cluster);
    agreeOnSessions(cluster);
  }

  private void agreeOnSecrets(ClusterStore cluster) {
    Optional<String> known = cluster.agreed(SECRETS);
    if (known.isPresent() && secret.isEmpty() && !Files.exists(secretKey)) {
      throw refused("it has no " + secretKey + ", with which they seal secrets");
    }
    SecretCipher cipher = secret.isEmpty() ? SecretCipher.open(secretKey) : SecretCipher.of(secret);
    String probe = known.orElseGet(() -> cluster.agree(SECRETS, cipher.encrypt(CONTEXT, CONTEXT)));
    try {
      cipher.decrypt(probe, CONTEXT);
    } catch (SecretException e) {
      throw refused("its key for secrets is another one than theirs");
    }
  }

  private void agreeOnSessions(ClusterStore cluster) {
    Optional<String> known = cluster.agreed(SESSIONS);
    if (known.isPresent() && !sessions.hasKey()) {
      throw refused("it has no " + sessions.keyFile() + ", with which they sign sessions");
    }
    String mine = sessions.fingerprint();
    if (!known.orElseGet(() -> cluster.agree(SESSIONS, mine)).equals(mine)) {
      throw refused("its key for sessions is another one than theirs");
    }
  }

  private static StoreException refused(String why) {
    return new StoreException(
        "This server cannot join the nodes of this database: "
            + why
            + ". Copy config/secret.key and config/jwt.key from one of them, or set"
            + " TEMPO_SECRET_KEY and TEMPO_JWT_SECRET alike on all");
  }
}
