package dev.tempo.server.wiring;

import dev.tempo.server.http.HostNames;
import dev.tempo.server.security.apikeys.KeyService;
import dev.tempo.server.security.audit.AuditService;
import dev.tempo.server.security.authentication.AuthService;
import dev.tempo.server.security.authentication.LocalPeers;
import dev.tempo.server.security.authentication.PasswordHasher;
import dev.tempo.server.security.authentication.SetupService;
import dev.tempo.server.users.UserStore;
import dev.tempo.store.jdbc.Database;
import dev.tempo.time.TimeSource;
import java.util.Optional;

/**
 * How people and programs show who they are, and what they did.
 *
 * @param auth sessions
 * @param keys API keys
 * @param audit who did what
 * @param setup the first account
 */
record CredentialServices(
    AuthService auth, KeyService keys, AuditService audit, SetupService setup) {

  static CredentialServices of(
      ServerContext context, AccountServices accounts, TrafficServices traffic) {
    Database database = context.store().database();
    UserStore users = accounts.users();
    PasswordHasher passwords = accounts.passwords();
    TimeSource time = context.time();
    ServerSettings settings = context.settings();
    AuthService auth =
        context
            .caches()
            .register(
                new AuthService(
                    database, users, passwords, ServerSettings.sessions(context.config()), time));
    return new CredentialServices(
        auth,
        new KeyService(database, users, traffic.sockets(), time, settings.guarding().defaultKey()),
        new AuditService(database, time),
        new SetupService(users, auth, passwords, time, localPeers(settings)));
  }

  private static Optional<LocalPeers> localPeers(ServerSettings settings) {
    return Optional.of(new LocalPeers())
        .filter(peers -> HostNames.isLoopback(settings.address().host()));
  }
}
