/**
 * The administration of accounts, above what knows who somebody is: {@link
 * dev.tempo.server.accounts.UserRoutes} for administrators, {@link
 * dev.tempo.server.accounts.MeRoutes} for everybody's own.
 */
package dev.tempo.server.accounts;
