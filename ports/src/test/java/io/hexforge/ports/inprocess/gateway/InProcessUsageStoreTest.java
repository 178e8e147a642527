package io.hexforge.ports.inprocess.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.gateway.UsageFilter;
import io.hexforge.ports.driven.gateway.TestUsage;
import io.hexforge.ports.driven.gateway.UsageStore;
import io.hexforge.ports.driven.gateway.UsageStoreContract;
import java.util.List;
import org.junit.jupiter.api.Test;

class InProcessUsageStoreTest implements UsageStoreContract {
    private final UsageStore store = new InProcessUsageStore(1_000);

    @Override
    public UsageStore usage() {
        return store;
    }

    @Test
    void forgets_the_oldest_when_it_is_full() {
        var actor = UsageStoreContract.newcomer();
        var small = new InProcessUsageStore(2);

        small.append(List.of(TestUsage.of(actor), TestUsage.of(actor), TestUsage.of(actor)));

        assertThat(small.rows(actor, UsageFilter.ANY, ALL).items()).hasSize(2);
    }
}
