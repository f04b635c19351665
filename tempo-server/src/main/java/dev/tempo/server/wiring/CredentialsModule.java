package dev.tempo.server.wiring;

import dev.tempo.Tempo;
import dev.tempo.server.clustering.TicketStore;
import dev.tempo.server.http.Feature;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.openapi.OperationNames;
import dev.tempo.server.security.apikeys.GrantReader;
import dev.tempo.server.security.apikeys.KeyRoutes;
import dev.tempo.server.security.apikeys.KeyService;
import dev.tempo.server.security.apikeys.UrlTriggerRoutes;
import dev.tempo.server.security.audit.AuditRoutes;
import dev.tempo.server.security.authentication.TicketRoutes;
import java.util.List;

/** What programs come in with, and who did what. */
record CredentialsModule(ServerContext context, ServerServices services) implements ServerModule {

  @Override
  public List<Feature> features() {
    Tempo tempo = context.tempo();
    JobIndex index = services.index();
    TrafficServices traffic = services.traffic();
    CredentialServices credentials = services.people().credentials();
    KeyService keys = credentials.keys();
    if (tempo.nodes().isShared()) {
      traffic
          .tickets()
          .share(
              new TicketStore(
                  context.store().database(),
                  new TicketStore.Credentials(credentials.auth()::caller, keys::caller),
                  context.time()));
    }
    return List.of(
        new TicketRoutes(traffic.tickets(), context.settings().address().base()),
        new KeyRoutes(
            keys,
            index,
            services.jobs().jobs().dependencies().folders(),
            new GrantReader(keys, index, context.time())),
        new UrlTriggerRoutes(
            tempo, index, keys, traffic.limiter(), services.people().projects().service()),
        new AuditRoutes(credentials.audit(), new OperationNames(), tempo));
  }
}
