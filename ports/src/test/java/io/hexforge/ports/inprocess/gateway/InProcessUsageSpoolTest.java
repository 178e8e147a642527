package io.hexforge.ports.inprocess.gateway;

import io.hexforge.ports.driven.gateway.UsageSpool;
import io.hexforge.ports.driven.gateway.UsageSpoolContract;

class InProcessUsageSpoolTest implements UsageSpoolContract {
    @Override
    public UsageSpool spool() {
        return new InProcessUsageSpool(700);
    }
}
