/** The library: schedules, the engine, processes, logs and the store interfaces. */
@SuppressWarnings("module") // the server is not on the path when the library is compiled
module dev.tempo.core {
  requires com.github.oshi;
  requires com.sun.jna;
  requires static transitive org.jspecify;
  requires transitive org.slf4j;

  uses dev.tempo.schedule.ScheduleType;

  exports dev.tempo;
  exports dev.tempo.event;
  exports dev.tempo.files to
      dev.tempo.server,
      dev.tempo.store.jdbc,
      dev.tempo.store.postgres,
      dev.tempo.store.sqlite;
  exports dev.tempo.host;
  exports dev.tempo.internal.collection to
      dev.tempo.server;
  exports dev.tempo.internal.text to
      dev.tempo.server;
  exports dev.tempo.log;
  exports dev.tempo.message;
  exports dev.tempo.process;
  exports dev.tempo.python;
  exports dev.tempo.python.conda to
      dev.tempo.server;
  exports dev.tempo.python.environment;
  exports dev.tempo.python.requirement;
  exports dev.tempo.schedule;
  exports dev.tempo.script to
      dev.tempo.server;
  exports dev.tempo.secret;
  exports dev.tempo.store;
  exports dev.tempo.store.cluster to
      dev.tempo.server,
      dev.tempo.store.jdbc,
      dev.tempo.store.postgres;
  exports dev.tempo.store.memory;
  exports dev.tempo.task;
  exports dev.tempo.time;
  exports dev.tempo.value;
  exports dev.tempo.webapp;
}
