package dev.tempo.server.auth;

import dev.tempo.Ids;
import dev.tempo.server.access.Caller;
import dev.tempo.server.http.ApiException;
import dev.tempo.server.http.Authenticator;
import dev.tempo.server.http.ErrorCode;
import dev.tempo.server.users.User;
import dev.tempo.server.users.UserStore;
import dev.tempo.server.users.UserStore.Login;
import dev.tempo.store.sqlite.SqliteDatabase;
import dev.tempo.time.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Log-in, log-out and whose token a token is. Thread-safe. */
public final class AuthService implements Authenticator {
  /**
   * A session that has less than this left is prolonged, so that it ends 12 h after its last use.
   */
  private static final Duration RENEW_BELOW = SESSION_LIFE.minus(Duration.ofMinutes(30));

  private final UserStore users;
  private final SessionStore sessions;
  private final Passwords passwords;
  private final Tokens tokens;
  private final TimeSource time;
  private volatile boolean setUp;

  /**
   * Over a database's accounts.
   *
   * @param keyFile holds the key that signs tokens; made if it is not there
   */
  public AuthService(
      SqliteDatabase database,
      UserStore users,
      Passwords passwords,
      Path keyFile,
      TimeSource time) {
    this.users = users;
    this.passwords = passwords;
    this.time = time;
    this.sessions = new SessionStore(database);
    this.tokens = new Tokens(KeyFile.readOrCreate(keyFile), time);
  }

  /**
   * Logs in.
   *
   * @throws ApiException 401 if name or password are wrong, or the account is not active
   */
  public Session logIn(String username, String password) {
    Optional<Login> login = users.findLogin(username);
    if (login.isEmpty()) {
      passwords.matchesNothing(password);
      throw wrong();
    }
    boolean right = passwords.matches(password, login.get().passwordHash());
    User user = login.get().user();
    if (!right || !user.account().active()) {
      throw wrong();
    }
    users.loggedIn(user.id(), time.instant());
    return open(users.find(user.id()).orElseThrow(AuthService::wrong));
  }

  /** Opens a session for an account, without a password. */
  Session open(User user) {
    Instant now = time.nowMillis();
    Instant expiresAt = now.plus(SESSION_LIFE);
    UUID id = Ids.next();
    sessions.open(id, user.id(), now, expiresAt);
    return new Session(user, tokens.issue(id, user.id(), expiresAt), expiresAt);
  }

  /** Ends the caller's session; its token is worth nothing from now on. */
  public void logOut(Caller caller) {
    caller.sessionId().ifPresent(sessions::close);
  }

  /** The caller's account. */
  public User user(Caller caller) {
    return users.find(caller.userId()).orElseThrow(AuthService::wrong);
  }

  @Override
  public boolean needsSetup() {
    if (!setUp) {
      setUp = users.any(); // once there is an account, there always is one
    }
    return !setUp;
  }

  @Override
  public Optional<Caller> authenticate(String token) {
    return tokens.verify(token).flatMap(t -> sessions.caller(t.sessionId(), time.instant()));
  }

  @Override
  public String csrfToken(Caller caller) {
    return caller.sessionId().map(tokens::csrf).orElse("");
  }

  @Override
  public Optional<String> renewed(Caller caller, String token) {
    return tokens
        .verify(token)
        .filter(t -> Duration.between(time.instant(), t.expiresAt()).compareTo(RENEW_BELOW) < 0)
        .map(t -> prolong(t.sessionId(), caller));
  }

  private String prolong(UUID sessionId, Caller caller) {
    Instant expiresAt = time.nowMillis().plus(SESSION_LIFE);
    sessions.extend(sessionId, expiresAt);
    return tokens.issue(sessionId, caller.userId(), expiresAt);
  }

  private static ApiException wrong() {
    return ApiException.of(ErrorCode.INVALID_CREDENTIALS, "The name or the password is wrong");
  }
}
