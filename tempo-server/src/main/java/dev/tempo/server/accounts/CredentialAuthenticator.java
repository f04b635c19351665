package dev.tempo.server.accounts;

import dev.tempo.server.http.Authenticator;
import dev.tempo.server.security.apikeys.KeyService;
import dev.tempo.server.security.authentication.AuthService;
import dev.tempo.server.security.authorization.Caller;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Authenticates requests by session token or API key. Thread-safe. */
public final class CredentialAuthenticator implements Authenticator {
  private final AuthService sessions;
  private final KeyService keys;

  /** Over both. */
  public CredentialAuthenticator(AuthService sessions, KeyService keys) {
    this.sessions = sessions;
    this.keys = keys;
  }

  @Override
  public Duration sessionLife() {
    return sessions.sessionLife();
  }

  @Override
  public boolean needsSetup() {
    return sessions.needsSetup();
  }

  /** Tokens first: what is none is told by its signature, without a look at the database. */
  @Override
  public Optional<Caller> authenticate(String token) {
    return sessions.authenticate(token).or(() -> keys.authenticate(token));
  }

  @Override
  public Optional<Caller> authenticateKey(String key) {
    return keys.authenticate(key);
  }

  /** Never a key: a browser would send it unasked to whatever listens on its host. */
  @Override
  public Optional<Browser> authenticate(List<String> cookies, String half) {
    return sessions.authenticate(cookies, half);
  }

  @Override
  public Optional<String> renewed(Caller caller, String cookie) {
    return sessions.renewed(caller, cookie);
  }
}
