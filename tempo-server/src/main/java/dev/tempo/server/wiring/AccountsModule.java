package dev.tempo.server.wiring;

import dev.tempo.server.accounts.FilterService;
import dev.tempo.server.accounts.MeRoutes;
import dev.tempo.server.accounts.UserRoutes;
import dev.tempo.server.accounts.UserService;
import dev.tempo.server.accounts.UserService.UserRemovalListener;
import dev.tempo.server.accounts.UserService.UserStores;
import dev.tempo.server.http.Feature;
import dev.tempo.server.i18n.MessageCatalogs;
import dev.tempo.server.security.authentication.AuthRoutes;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.users.AccountStore;
import dev.tempo.server.users.ListStore;
import dev.tempo.store.jdbc.Database;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Who may come in. */
record AccountsModule(ServerContext context, ServerServices services, MessageCatalogs catalogs)
    implements ServerModule {

  @Override
  public List<Feature> features() {
    Database database = context.store().database();
    TrafficServices traffic = services.traffic();
    CredentialServices credentials = services.people().credentials();
    ListStore lists = new ListStore(database);
    UserService accounts = accounts(database);
    return List.of(
        new AuthRoutes(
            credentials.auth(),
            credentials.setup(),
            traffic.limiter(),
            new AuthRoutes.Welcome(lists, traffic.tickets(), this::activeProject),
            traffic.sockets()),
        new UserRoutes(accounts),
        new MeRoutes(
            credentials.auth(), accounts, new FilterService(database), lists, traffic.limiter()));
  }

  private Optional<AuthRoutes.NamedId> activeProject(Caller caller) {
    return caller.has(Role.OPERATOR)
        ? Optional.of(services.people().projects().service().active(caller))
            .map(project -> new AuthRoutes.NamedId(project.id(), project.name()))
        : Optional.empty();
  }

  private void leave(UUID userId) {
    services.index().disown(userId);
    services.people().projects().service().removeAbandoned();
  }

  private UserService accounts(Database database) {
    UserRemovalListener departure =
        new UserRemovalListener(services.traffic().sockets(), this::leave);
    UserStores stored =
        new UserStores(services.users(), new AccountStore(database), services.names());
    return new UserService(
        stored,
        services.people().accounts().passwords(),
        context.time(),
        departure,
        catalogs::languages);
  }
}
