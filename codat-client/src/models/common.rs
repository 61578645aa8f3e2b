//! What the models of several tags share.

use serde::{Deserialize, Serialize};

use crate::null_as_default;

crate::open_enum! {
    /// A type of data that Codat reads from, or writes to, a customer's system.
    pub enum DataType {
        /// Accounting data: account transactions.
        AccountTransactions = "accountTransactions",
        /// Accounting data: balance sheet.
        BalanceSheet = "balanceSheet",
        /// Accounting data: bank accounts.
        BankAccounts = "bankAccounts",
        /// Accounting data: bank transactions.
        BankTransactions = "bankTransactions",
        /// Accounting data: bill credit notes.
        BillCreditNotes = "billCreditNotes",
        /// Accounting data: bill payments.
        BillPayments = "billPayments",
        /// Accounting data: bills.
        Bills = "bills",
        /// Accounting data: cash flow statement.
        CashFlowStatement = "cashFlowStatement",
        /// Accounting data: chart of accounts.
        ChartOfAccounts = "chartOfAccounts",
        /// Accounting data: company.
        Company = "company",
        /// Accounting data: credit notes.
        CreditNotes = "creditNotes",
        /// Accounting data: customers.
        Customers = "customers",
        /// Accounting data: direct costs.
        DirectCosts = "directCosts",
        /// Accounting data: direct incomes.
        DirectIncomes = "directIncomes",
        /// Accounting data: invoices.
        Invoices = "invoices",
        /// Accounting data: item receipts.
        ItemReceipts = "itemReceipts",
        /// Accounting data: items.
        Items = "items",
        /// Accounting data: journal entries.
        JournalEntries = "journalEntries",
        /// Accounting data: journals.
        Journals = "journals",
        /// Accounting data: payment methods.
        PaymentMethods = "paymentMethods",
        /// Accounting data: payments.
        Payments = "payments",
        /// Accounting data: profit and loss.
        ProfitAndLoss = "profitAndLoss",
        /// Accounting data: purchase orders.
        PurchaseOrders = "purchaseOrders",
        /// Accounting data: sales orders.
        SalesOrders = "salesOrders",
        /// Accounting data: suppliers.
        Suppliers = "suppliers",
        /// Accounting data: tax rates.
        TaxRates = "taxRates",
        /// Accounting data: tracking categories.
        TrackingCategories = "trackingCategories",
        /// Accounting data: transfers.
        Transfers = "transfers",
        /// Banking data: account balances.
        BankingAccountBalances = "banking-accountBalances",
        /// Banking data: accounts.
        BankingAccounts = "banking-accounts",
        /// Banking data: transaction categories.
        BankingTransactionCategories = "banking-transactionCategories",
        /// Banking data: transactions.
        BankingTransactions = "banking-transactions",
        /// Commerce data: company info.
        CommerceCompanyInfo = "commerce-companyInfo",
        /// Commerce data: customers.
        CommerceCustomers = "commerce-customers",
        /// Commerce data: disputes.
        CommerceDisputes = "commerce-disputes",
        /// Commerce data: locations.
        CommerceLocations = "commerce-locations",
        /// Commerce data: orders.
        CommerceOrders = "commerce-orders",
        /// Commerce data: payment methods.
        CommercePaymentMethods = "commerce-paymentMethods",
        /// Commerce data: payments.
        CommercePayments = "commerce-payments",
        /// Commerce data: product categories.
        CommerceProductCategories = "commerce-productCategories",
        /// Commerce data: products.
        CommerceProducts = "commerce-products",
        /// Commerce data: tax components.
        CommerceTaxComponents = "commerce-taxComponents",
        /// Commerce data: transactions.
        CommerceTransactions = "commerce-transactions",
    }
}

crate::open_enum! {
    /// The kind of system behind a connection or an integration.
    pub enum SourceType {
        /// Accounting software.
        Accounting = "Accounting",
        /// A bank, or an aggregator of banks.
        Banking = "Banking",
        /// A bank feed, which sends bank transactions to accounting software.
        BankFeed = "BankFeed",
        /// A shop or point of sale.
        Commerce = "Commerce",
        /// Expense management.
        Expense = "Expense",
        /// Another kind.
        OtherKind = "Other",
        /// Codat doesn't know the kind.
        Unknown = "Unknown",
    }
}

crate::text_id! {
    /// The key of a platform, four letters such as `gbol`.
    pub struct PlatformKey;
}

crate::text_id! {
    /// The identifier of a product, such as `lending` or `bank-feeds`.
    pub struct ProductIdentifier;
}

crate::text_id! {
    /// The id of an integration. It is documented as a UUID.
    pub struct IntegrationId;
}

crate::id! {
    /// The id of a dataset: the result of one pull operation for one data type.
    pub struct DatasetId("dataset");
}

/// The problems that Codat found in data that was read or is to be written. [`get_read_validation_results`](crate::api::ReadData::get_read_validation_results)
/// returns one, and a [`PushOperation`](super::PushOperation) may have one.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct ValidationResult {
    /// The problems that must be solved before the data can be used.
    #[serde(deserialize_with = "null_as_default")]
    pub errors: Vec<ValidationItem>,
    /// The problems that need attention and don't prevent the use of the data.
    #[serde(deserialize_with = "null_as_default")]
    pub warnings: Vec<ValidationItem>,
}

/// One problem of a [`ValidationResult`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct ValidationItem {
    /// The rule that isn't met. Absent in a push operation.
    pub rule_id: Option<String>,
    /// The record or member that the problem is about.
    pub item_id: Option<String>,
    /// What is wrong with it.
    pub message: Option<String>,
    /// The validator that found it.
    pub validator_name: Option<String>,
}
