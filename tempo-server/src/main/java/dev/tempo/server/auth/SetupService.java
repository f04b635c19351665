package dev.tempo.server.auth;

import dev.tempo.Ids;
import dev.tempo.server.http.ApiException;
import dev.tempo.server.http.Client;
import dev.tempo.server.http.Hosts;
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
 * Makes the first account, once. Whoever asks must know the token in the server's log, unless only
 * this machine can ask at all: the listener is bound to loopback, the name that was asked for is
 * one of loopback (or a foreign name that was made to point here would do), and no proxy is
 * between.
 */
public final class SetupService {
  private static final int TOKEN_BYTES = 16;

  private final UserStore users;
  private final AuthService auth;
  private final Passwords passwords;
  private final TimeSource time;
  private final boolean loopbackOnly;
  private final String token;

  /**
   * With a new token.
   *
   * @param loopbackOnly whether the listener is bound to loopback
   */
  public SetupService(
      UserStore users,
      AuthService auth,
      Passwords passwords,
      TimeSource time,
      boolean loopbackOnly) {
    this.users = users;
    this.auth = auth;
    this.passwords = passwords;
    this.time = time;
    this.loopbackOnly = loopbackOnly;
    this.token = newToken();
  }

  /** What the log tells while there is no account; empty once there is one. */
  public Optional<String> token() {
    return auth.needsSetup() ? Optional.of(token) : Optional.empty();
  }

  boolean needsToken(Client client) {
    return !(loopbackOnly && Hosts.isLoopback(client.host()) && !client.forwarded());
  }

  /**
   * Checks the token, if one is needed.
   *
   * @throws ApiException 409 if there is an account, 403 if the token is wrong
   */
  void requireToken(Client client, String given) {
    if (!auth.needsSetup()) {
      throw exists();
    }
    boolean right = MessageDigest.isEqual(bytes(token), bytes(given));
    if (needsToken(client) && !right) {
      throw ApiException.forbidden("Send the setupToken that stands in the server's start-up log");
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
    return ApiException.conflict("The first account exists already; log in instead");
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
