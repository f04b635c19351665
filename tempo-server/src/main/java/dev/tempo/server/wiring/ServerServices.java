package dev.tempo.server.wiring;

import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.users.UserNames;
import dev.tempo.server.users.UserStore;

/**
 * What the areas of a server share, made in the order of its parts: each may need those before it.
 * Immutable.
 *
 * @param traffic what counts and carries requests
 * @param people who has an account, and shows it how
 * @param scripts what runs
 * @param jobs when it is to run
 * @param runs what has run
 */
record ServerServices(
    TrafficServices traffic,
    People people,
    ScriptServices scripts,
    JobServices jobs,
    RunServices runs) {

  /** Who has an account, and how that is shown. */
  record People(AccountServices accounts, CredentialServices credentials) {}

  static ServerServices of(ServerContext context) {
    TrafficServices traffic = TrafficServices.of(context);
    AccountServices accounts = AccountServices.of(context);
    CredentialServices credentials = CredentialServices.of(context, accounts, traffic);
    ScriptServices scripts = ScriptServices.of(context);
    JobServices jobs = JobServices.of(context, accounts, scripts);
    RunServices runs = RunServices.of(context, jobs);
    return new ServerServices(traffic, new People(accounts, credentials), scripts, jobs, runs);
  }

  UserStore users() {
    return people.accounts().users();
  }

  UserNames names() {
    return people.accounts().names();
  }

  JobIndex index() {
    return jobs.jobs().index();
  }

  RunAccess access() {
    return runs.access();
  }
}
