package io.hexforge.ports.inprocess.gateway;

import io.hexforge.ports.driven.gateway.FleetBoard;
import io.hexforge.ports.driven.gateway.FleetBoardContract;

class InProcessFleetBoardTest implements FleetBoardContract {
    private final FleetBoard board = new InProcessFleetBoard();

    @Override
    public FleetBoard board() {
        return board;
    }

    @Override
    public FleetBoard elsewhere() {
        return board;
    }
}
