package io.hexforge.ports.inprocess.identity;

import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.PersonalData;
import io.hexforge.ports.driven.identity.PersonalDataContract;
import io.hexforge.ports.driven.identity.TieStore;

class InProcessDeparturesTest implements PersonalDataContract {
    private final InProcessAccounts accounts = new InProcessAccounts();

    @Override
    public TieStore ties() {
        return accounts;
    }

    @Override
    public AccountStore accounts() {
        return accounts;
    }

    @Override
    public PersonalData data() {
        return accounts;
    }
}
