package io.hexforge.ports.inprocess.ops;

import io.hexforge.ports.driven.ops.ChangeSignal;
import io.hexforge.ports.driven.ops.ChangeSignalContract;

class InProcessChangeSignalTest implements ChangeSignalContract {
    private final ChangeSignal signal = new InProcessChangeSignal();

    @Override
    public ChangeSignal signal() {
        return signal;
    }

    @Override
    public ChangeSignal elsewhere() {
        return signal;
    }
}
