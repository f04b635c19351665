/** Small pictures of how jobs stand: {@link dev.tempo.server.badges.BadgeRoutes}. */
package dev.tempo.server.badges;
