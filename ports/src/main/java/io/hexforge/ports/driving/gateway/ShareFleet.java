package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.gateway.Breaker.Standing;
import io.hexforge.ports.driven.gateway.FleetBoard;
import java.util.HashMap;
import java.util.Map;

/// Brings what this node found out about deployments to the others, and theirs here. Run it several times a second, by
/// one thread at a time; no request waits for it.
public final class ShareFleet {
    private final Fleet fleet;
    private final FleetBoard board;
    private final Map<String, Standing> unposted = new HashMap<>();
    private Map<String, Standing> seen = Map.of();

    public ShareFleet(Fleet fleet, FleetBoard board) {
        this.fleet = fleet;
        this.board = board;
    }

    public void run() {
        fleet.changes().forEach(change -> unposted.put(change.id(), change.standing()));
        if (!unposted.isEmpty()) {
            board.post(Map.copyOf(unposted));
        }
        Map<String, Standing> now = board.all();
        now.forEach((id, standing) -> {
            if (!unposted.containsKey(id) && !standing.equals(seen.get(id))) {
                fleet.adopt(new Fleet.Change(id, standing));
            }
        });
        for (String id : seen.keySet()) {
            if (!unposted.containsKey(id) && !now.containsKey(id)) {
                fleet.adopt(new Fleet.Change(id, Standing.CLEAN));
            }
        }
        seen = now;
        unposted.clear();
    }
}
