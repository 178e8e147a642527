package io.hexforge.adapter.webauthn.identity;

import io.hexforge.ports.driven.identity.PasskeyCeremonies;
import io.hexforge.ports.driven.identity.PasskeyCeremoniesContract;
import java.time.Duration;
import java.util.Random;
import java.util.Set;

class WebAuthnCeremoniesTest implements PasskeyCeremoniesContract {
    private final PasskeyCeremonies ceremonies = new WebAuthnCeremonies(
            new WebAuthnCeremonies.Site(SITE, "Hexforge", Set.of(ORIGIN), Duration.ofMinutes(5)), new Random(1));

    @Override
    public PasskeyCeremonies ceremonies() {
        return ceremonies;
    }
}
