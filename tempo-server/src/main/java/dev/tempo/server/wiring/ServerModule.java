package dev.tempo.server.wiring;

import dev.tempo.server.http.Feature;
import java.util.List;

/** One area of the server: what it answers, made of the services that came before it. */
interface ServerModule {

  /** Makes the area's features; called once, in the order of {@link ServerModules}. */
  List<Feature> features();
}
