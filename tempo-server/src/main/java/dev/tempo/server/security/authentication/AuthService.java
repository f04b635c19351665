package dev.tempo.server.security.authentication;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.Ids;
import dev.tempo.server.caching.DataChange;
import dev.tempo.server.caching.NodeCache;
import dev.tempo.server.http.Authenticator.Browser;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.ErrorCode;
import dev.tempo.server.security.authentication.SessionStore.Opening;
import dev.tempo.server.security.authentication.Tokens.Kind;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.users.AccountStore;
import dev.tempo.server.users.User;
import dev.tempo.server.users.UserStore;
import dev.tempo.server.users.UserStore.Login;
import dev.tempo.store.jdbc.Database;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Log-in, log-out and whose token a token is. Thread-safe. */
public final class AuthService implements NodeCache {
  private final UserStore users;
  private final AccountStore accounts;
  private final SessionStore sessions;
  private final PasswordHasher passwords;
  private final Tokens tokens;
  private final SessionSettings rules;
  private final TimeSource time;
  private volatile boolean setUp;

  /** Makes the tables of sessions, which others may refer to before there is a service. */
  public static void makeTables(Database database) {
    new SessionStore(database);
  }

  /** Over a database's accounts. */
  public AuthService(
      Database database,
      UserStore users,
      PasswordHasher passwords,
      SessionSettings rules,
      TimeSource time) {
    this.users = users;
    this.accounts = new AccountStore(database);
    this.passwords = passwords;
    this.time = time;
    this.sessions = new SessionStore(database);
    this.tokens = new Tokens(rules.key(), time);
    this.rules = rules;
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
    User current = users.find(user.id()).orElseThrow(AuthService::wrong);
    return open(current, login.get().sessionsEpoch());
  }

  /** Opens a session for the first account. */
  Session open(User firstAdmin) {
    return open(firstAdmin, 0);
  }

  /** With the epoch that was read with the password's hash: it may have ended meanwhile. */
  private Session open(User user, long epoch) {
    Instant now = time.nowMillis();
    Instant expiresAt = now.plus(rules.life());
    UUID id = Ids.next();
    Half half = Half.random();
    sessions.open(new Opening(id, user.id(), epoch, half.hash(), now, expiresAt));
    Session.Shown shown =
        new Session.Shown(
            tokens.issue(Kind.BEARER, id, user.id(), expiresAt),
            tokens.issue(Kind.COOKIE, id, user.id(), expiresAt),
            half);
    return new Session(user, shown, expiresAt);
  }

  /** How long a session lives since it was last used. */
  public Duration sessionLife() {
    return rules.life();
  }

  /** True if there is an account of this name. */
  boolean knows(String username) {
    return users.findLogin(username).isPresent();
  }

  /**
   * Gives the caller's account a new password, and ends all its other sessions.
   *
   * @throws ApiException 403 if the current password is wrong
   */
  public void changePassword(Caller caller, String current, String newPassword) {
    Login login = users.findLogin(caller.userId()).orElseThrow(AuthService::wrong);
    if (!passwords.matches(current, login.passwordHash())) {
      throw ApiException.forbidden(message("api.auth.currentPassword"));
    }
    Optional<Long> epoch = accounts.changePassword(caller.userId(), passwords.hash(newPassword));
    caller.sessionId().ifPresent(id -> epoch.ifPresent(e -> sessions.keep(id, e)));
  }

  /** Ends the caller's session; its token is worth nothing from now on. */
  public void logOut(Caller caller) {
    caller.sessionId().ifPresent(sessions::close);
  }

  /** The caller's account. */
  public User user(Caller caller) {
    return users.find(caller.userId()).orElseThrow(AuthService::wrong);
  }

  /** True as long as no account exists. */
  public boolean needsSetup() {
    if (!setUp) {
      setUp = users.any(); // once there is an account, there always is one
    }
    return !setUp;
  }

  /** Whether there is an account is all that is kept; sessions are looked up each time. */
  @Override
  public void invalidate(DataChange change) {
    if (change instanceof DataChange.Everything || change instanceof DataChange.UsersChanged) {
      setUp = false;
    }
  }

  /** Whose session a bearer's token is for; empty if it is forged, or the session has ended. */
  public Optional<Caller> authenticate(String token) {
    return tokens
        .verify(Kind.BEARER, token)
        .flatMap(t -> sessions.caller(t.sessionId(), time.instant()));
  }

  /** Whose session this is; empty if it has ended. */
  public Optional<Caller> caller(UUID sessionId) {
    return sessions.caller(sessionId, time.instant());
  }

  /**
   * Whose session a cookie is for, if the half belongs to it. Another site of the same host name
   * may have given the browser a cookie of the same name, so it may show several; the half tells
   * which is meant.
   *
   * @param cookies all values of the cookie that were shown
   * @param half what was shown besides
   */
  public Optional<Browser> authenticate(List<String> cookies, String half) {
    byte[] hash = new Half(half).hash();
    return cookies.stream()
        .distinct()
        .flatMap(cookie -> browser(cookie, hash).stream())
        .findFirst();
  }

  private Optional<Browser> browser(String cookie, byte[] halfHash) {
    return tokens
        .verify(Kind.COOKIE, cookie)
        .flatMap(t -> sessions.caller(t.sessionId(), halfHash, time.instant()))
        .map(caller -> new Browser(caller, cookie));
  }

  /** A new cookie for the caller's session, if the one it came with is due for renewal. */
  public Optional<String> renewed(Caller caller, String cookie) {
    return tokens
        .verify(Kind.COOKIE, cookie)
        .filter(t -> rules.isDue(Duration.between(time.instant(), t.expiresAt())))
        .map(t -> prolong(t.sessionId(), caller));
  }

  private String prolong(UUID sessionId, Caller caller) {
    Instant expiresAt = time.nowMillis().plus(rules.life());
    sessions.extend(sessionId, expiresAt);
    return tokens.issue(Kind.COOKIE, sessionId, caller.userId(), expiresAt);
  }

  private static ApiException wrong() {
    return ApiException.of(ErrorCode.INVALID_CREDENTIALS, message("api.auth.wrong"));
  }
}
