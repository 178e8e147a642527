package io.hexforge.domain.gateway;

import java.util.List;

/// What came of asking a provider for its models, which also tells whether it accepts the key.
public sealed interface ModelListing {
    record Listed(List<ModelInfo> models) implements ModelListing {
        public Listed {
            models = List.copyOf(models);
        }
    }

    record Failed(UpstreamFault fault) implements ModelListing {}
}
