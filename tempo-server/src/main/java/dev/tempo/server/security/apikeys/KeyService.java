package dev.tempo.server.security.apikeys;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import dev.tempo.Ids;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.ErrorCode;
import dev.tempo.server.http.socket.WebSocketSessions;
import dev.tempo.server.security.apikeys.ApiKey.Grant;
import dev.tempo.server.security.apikeys.ApiKey.Label;
import dev.tempo.server.security.apikeys.ApiKey.Scope;
import dev.tempo.server.security.apikeys.ApiKey.Use;
import dev.tempo.server.security.apikeys.KeyStore.Owned;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.users.UserStore;
import dev.tempo.store.jdbc.Database;
import dev.tempo.time.TimeSource;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/** Makes, rotates, ends and recognises API keys. Thread-safe. */
public final class KeyService {
  private static final int MAX_KEYS = 100;
  private static final int MOST_LOOKED_AT = 1_000;
  private static final Duration USE_PRECISION = Duration.ofMinutes(1);

  private final KeyStore keys;
  private final UserStore users;
  private final WebSocketSessions sockets;
  private final TimeSource time;
  private final Optional<ApiKeyToken> fromSettings;
  private final ReentrantLock seeding = new ReentrantLock();

  /**
   * Over a database's keys.
   *
   * @param defaultKey a key that stands in the settings: it may trigger all jobs, and belongs to
   *     the first administrator there is; empty for none
   */
  public KeyService(
      Database database,
      UserStore users,
      WebSocketSessions sockets,
      TimeSource time,
      Optional<String> defaultKey) {
    this.keys = new KeyStore(database);
    this.users = users;
    this.sockets = sockets;
    this.time = time;
    this.fromSettings = defaultKey.map(ApiKeyToken::new);
    seed();
  }

  /** Who may act with a key; empty if it is unknown, has ended, or its owner is not active. */
  public Optional<Caller> authenticate(String token) {
    byte[] hash = new ApiKeyToken(token).hash();
    Optional<Owned> found = usable(hash);
    if (found.isEmpty() && isFromSettings(hash)) {
      seed(); // there was no administrator when the server started, or the owner is gone since
      found = usable(hash);
    }
    found.ifPresent(this::noteUse);
    return found.map(KeyService::caller);
  }

  /** Who may act with the key of an id; empty if it has ended, or its owner is not active. */
  public Optional<Caller> caller(UUID keyId) {
    return keys.find(keyId).filter(this::isUsable).map(KeyService::caller);
  }

  /** Some keys of the caller's, or for an administrator of everybody's. */
  List<Owned> list(Caller caller, Optional<UUID> after, int limit) {
    if (fromSettings.isPresent()) {
      seed(); // so that it shows before it is first used
    }
    return keys.list(listed(caller), after, limit);
  }

  /** How many keys name a job among those that they may trigger. */
  public long naming(UUID jobId) {
    return keys.list(Optional.empty(), Optional.empty(), MOST_LOOKED_AT).stream()
        .filter(owned -> owned.key().grant().jobs().filter(ids -> ids.contains(jobId)).isPresent())
        .count();
  }

  int count(Caller caller) {
    return keys.count(listed(caller));
  }

  /** Makes a key for the caller. */
  CreatedKey create(Caller caller, String name, Grant grant) {
    if (keys.count(Optional.of(caller.userId())) >= MAX_KEYS) {
      throw ApiException.conflict(counted("api.key.full", MAX_KEYS));
    }
    ApiKeyToken secret = ApiKeyToken.random();
    Label label = new Label(name, secret.prefix(), false);
    Use use = new Use(time.nowMillis(), Optional.empty());
    ApiKey key = new ApiKey(Ids.next(), caller.userId(), label, grant, use);
    if (!keys.insert(key, secret.hash(), shownId(caller))) {
      throw revoked();
    }
    return new CreatedKey(key, secret);
  }

  /** Gives a key another secret. */
  CreatedKey rotate(Caller caller, UUID id) {
    Owned owned = changeable(caller, id);
    ApiKey key = owned.key();
    if (!caller.has(key.roleOf(owned.ownerRole())) || outlives(caller, key)) {
      throw ApiException.forbidden(message("api.key.mayMore"));
    }
    ApiKeyToken secret = ApiKeyToken.random();
    if (!keys.replaceSecret(id, secret, shownId(caller))) {
      throw revoked();
    }
    endSockets(Set.of(id));
    return new CreatedKey(key, secret);
  }

  /**
   * A key that was ended.
   *
   * @param key which
   * @param others how many ended with it
   */
  record Ended(ApiKey key, int others) {}

  /** Ends a key at once, and with it those that were made with it: whoever had it knows them. */
  Ended delete(Caller caller, UUID id) {
    ApiKey key = changeable(caller, id).key();
    Set<UUID> ended = keys.delete(id);
    endSockets(ended);
    return new Ended(key, Math.max(0, ended.size() - 1));
  }

  /**
   * The key that the caller shows, if it shows one.
   *
   * @throws ApiException 401 if the key has ended since it was shown: what it may would be unknown
   */
  Optional<ApiKey> shownBy(Caller caller) {
    return caller
        .key()
        .map(shown -> keys.find(shown.id()).map(Owned::key).orElseThrow(KeyService::revoked));
  }

  private static Optional<UUID> shownId(Caller caller) {
    return caller.key().map(Caller.Key::id);
  }

  private static ApiException revoked() {
    return ApiException.of(ErrorCode.INVALID_TOKEN, message("api.key.revoked"));
  }

  /**
   * A key that was just made.
   *
   * @param key what is known of it
   * @param secret what is shown this once
   */
  record CreatedKey(ApiKey key, ApiKeyToken secret) {}

  private Optional<Owned> usable(byte[] hash) {
    return keys.findByHash(hash).filter(this::isUsable);
  }

  private boolean isUsable(Owned owned) {
    return owned.ownerActive() && owned.key().grant().holdsAt(time.instant());
  }

  private Owned changeable(Caller caller, UUID id) {
    Owned owned =
        keys.find(id)
            .filter(key -> caller.has(Role.ADMIN) || key.key().ownerId().equals(caller.userId()))
            .orElseThrow(() -> ApiException.notFound("key", id.toString()));
    if (owned.key().label().fromSettings()) {
      throw ApiException.conflict(message("api.key.fromSettings"));
    }
    return owned;
  }

  private boolean outlives(Caller caller, ApiKey key) {
    Optional<Instant> end = shownBy(caller).flatMap(shown -> shown.grant().expiresAt());
    return end.isPresent() && key.grant().expiresAt().map(e -> e.isAfter(end.get())).orElse(true);
  }

  private void endSockets(Set<UUID> keyIds) {
    sockets.end(caller -> shownId(caller).map(keyIds::contains).orElse(false));
  }

  private void noteUse(Owned owned) {
    Instant now = time.nowMillis();
    Optional<Instant> last = owned.key().use().lastUsedAt();
    if (last.isEmpty() || last.get().plus(USE_PRECISION).isBefore(now)) {
      keys.used(owned.key().id(), now);
    }
  }

  private static Optional<UUID> listed(Caller caller) {
    return caller.has(Role.ADMIN) ? Optional.empty() : Optional.of(caller.userId());
  }

  private static Caller caller(Owned owned) {
    ApiKey key = owned.key();
    Role role = key.roleOf(owned.ownerRole());
    boolean lesser = role != owned.ownerRole();
    return new Caller(
        key.ownerId(),
        owned.owner(),
        role,
        Optional.empty(),
        Optional.of(new Caller.Key(key.id(), key.triggersOnly(), lesser)));
  }

  private boolean isFromSettings(byte[] hash) {
    return fromSettings.map(secret -> MessageDigest.isEqual(secret.hash(), hash)).orElse(false);
  }

  /** Makes the stored keys those of the settings: what is not there any more ends. */
  private void seed() {
    Optional<UUID> owner = users.firstAdmin().map(admin -> admin.id());
    seeding.lock();
    try {
      if (fromSettings.isEmpty() || !isSeeded(fromSettings.get(), owner)) {
        keys.deleteFromSettings();
        fromSettings.ifPresent(secret -> owner.ifPresent(id -> insert(secret, id)));
      }
    } finally {
      seeding.unlock();
    }
  }

  /** Also true for a key that was made here before somebody wrote it into the settings. */
  private boolean isSeeded(ApiKeyToken secret, Optional<UUID> owner) {
    return keys.findByHash(secret.hash())
        .map(Owned::key)
        .filter(key -> !key.label().fromSettings() || owner.equals(Optional.of(key.ownerId())))
        .isPresent();
  }

  private void insert(ApiKeyToken secret, UUID ownerId) {
    Grant all = new Grant(Scope.TRIGGER, Optional.empty(), Optional.empty(), Optional.empty());
    Label label = new Label(message("api.key.default").text(), secret.prefix(), true);
    Use use = new Use(time.nowMillis(), Optional.empty());
    keys.insert(new ApiKey(Ids.next(), ownerId, label, all, use), secret.hash(), Optional.empty());
  }
}
