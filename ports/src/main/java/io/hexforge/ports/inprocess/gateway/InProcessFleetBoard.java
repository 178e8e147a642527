package io.hexforge.ports.inprocess.gateway;

import io.hexforge.domain.gateway.Breaker.Standing;
import io.hexforge.ports.driven.gateway.FleetBoard;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Postings of several gateways in one process. Safe for concurrent use.
public final class InProcessFleetBoard implements FleetBoard {
    private final Map<String, Standing> postings = new ConcurrentHashMap<>();

    @Override
    public void post(Map<String, Standing> standings) {
        standings.forEach((id, standing) -> {
            if (standing.clean()) {
                postings.remove(id);
            } else {
                postings.put(id, standing);
            }
        });
    }

    @Override
    public Map<String, Standing> all() {
        return Map.copyOf(postings);
    }
}
