package dev.tempo.server.security.authentication;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.Ids;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.ClientAddress;
import dev.tempo.server.http.HostNames;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.users.User;
import dev.tempo.server.users.User.Account;
import dev.tempo.server.users.User.Preferences;
import dev.tempo.server.users.UserStore;
import dev.tempo.time.TimeSource;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * Makes the first account, once. Whoever asks must know the token in the server's log, unless it is
 * whoever started the server: the listener is bound to loopback, the name that was asked for is one
 * of loopback (or a foreign name that was made to point here would do), no proxy says that it is
 * between, and the connection is of a process of the server's own account (or a proxy that says
 * nothing would do).
 */
public final class SetupService {
  private static final int TOKEN_BYTES = 16;

  private final UserStore users;
  private final AuthService auth;
  private final PasswordHasher passwords;
  private final TimeSource time;
  private final Optional<LocalPeers> loopback;
  private final String token;

  /**
   * With a new token.
   *
   * @param loopback tells who asks, if the listener is bound to loopback; else empty
   */
  public SetupService(
      UserStore users,
      AuthService auth,
      PasswordHasher passwords,
      TimeSource time,
      Optional<LocalPeers> loopback) {
    this.users = users;
    this.auth = auth;
    this.passwords = passwords;
    this.time = time;
    this.loopback = loopback;
    this.token = newToken();
  }

  /** What the log tells while there is no account; empty once there is one. */
  public Optional<String> token() {
    return auth.needsSetup() ? Optional.of(token) : Optional.empty();
  }

  boolean needsToken(ApiRequest call) {
    ClientAddress client = call.client();
    return client.forwarded()
        || !HostNames.isLoopback(client.host())
        || !loopback.flatMap(peers -> call.connection().map(peers::isOfThisAccount)).orElse(false);
  }

  /**
   * Checks the token, if one is needed.
   *
   * @throws ApiException 409 if there is an account, 403 if the token is wrong
   */
  void requireToken(ApiRequest call, String values) {
    if (!auth.needsSetup()) {
      throw exists();
    }
    boolean right = MessageDigest.isEqual(bytes(token), bytes(values));
    if (!right && needsToken(call)) {
      throw ApiException.forbidden(message("api.auth.setupToken"));
    }
  }

  /**
   * Makes the first account and logs in to it.
   *
   * @throws ApiException 409 if there is an account
   */
  Session createAdmin(Account account, String password) {
    User admin =
        new User(
            Ids.next(),
            account,
            Preferences.DEFAULT,
            time.nowMillis(),
            Optional.of(time.nowMillis()));
    if (!users.insertFirst(admin, passwords.hash(password))) {
      throw exists();
    }
    return auth.open(admin);
  }

  private static ApiException exists() {
    return ApiException.conflict(message("api.auth.setUp"));
  }

  private static String newToken() {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
