"""Returns of the police."""

from data.returns.layout import Subject, child, code, count, date, flag, identifier, moment

_POLICE = ("police",)

SUBJECTS: tuple[Subject, ...] = (
    Subject(
        key="missing",
        title="Children reported missing",
        row="one time that a child was missing",
        senders=("police", "social_care"),
        table="missing_episodes",
        date="started_at",
        keys=("episode", "source"),
        fields=(
            identifier(
                "episode", "missing", "Episode reference", "Your own reference.", example="M-551"
            ),
            code(
                "source",
                "missing_source",
                "Recorded by",
                "Police, or local authority: they define missing differently.",
                needed=True,
            ),
            identifier(
                "police_reference",
                "police",
                "Police reference",
                "The police's reference, if you are not the police.",
            ),
            *child(),
            code("missing_from", "missing_from", "Missing from", "Home, care, or school."),
            code(
                "kind",
                "missing_kind",
                "Kind",
                "Missing, or away from placement without authorisation.",
            ),
            moment("started_at", "Missing since", "Date and time.", needed=True),
            moment(
                "returned_at",
                "Returned",
                "Date and time the child was found safe. Blank if still missing.",
            ),
            code("risk_grade", "risk_grade", "Risk grade", "The police's grade."),
            flag(
                "conversation_due",
                "Return conversation due",
                "Whether a return conversation had to be offered.",
            ),
            moment("offered_at", "Conversation offered", "Date and time."),
            flag("accepted", "Conversation accepted", "Whether the child accepted."),
            moment("held_at", "Conversation held", "Date and time. Blank if it was not held."),
        ),
        totals=("return_conversation_within_72_hours",),
    ),
    Subject(
        key="encompass",
        title="Domestic abuse incidents with children (Operation Encompass)",
        row="one child in one domestic abuse incident",
        senders=_POLICE,
        table="domestic_abuse_incidents",
        date="occurred_at",
        keys=("incident", "person"),
        fields=(
            identifier(
                "incident",
                "incident",
                "Incident reference",
                "Your own reference.",
                example="DA-9012",
            ),
            *child(),
            moment(
                "occurred_at",
                "Attended or reported",
                "Date and time the police attended, or were told.",
                needed=True,
            ),
            flag("school_age", "School age", "Whether the child was of school age."),
            identifier(
                "school",
                "school",
                "School",
                "The school's unique reference number.",
                also=("urn", "school urn"),
                example="100001",
            ),
            moment(
                "notified_at",
                "School told",
                "Date and time the notice went to the school. Blank if it did not.",
            ),
            identifier(
                "household",
                "household",
                "Household reference",
                "Your own reference of the address. Never the address.",
            ),
        ),
        totals=("school_told_before_next_school_day",),
    ),
    Subject(
        key="police_protection",
        title="Police protection and emergency protection orders",
        row="a child taken into protection without planning",
        senders=("police", "social_care"),
        table="immediate_protections",
        date="started_at",
        keys=("person", "started_at"),
        fields=(
            *child(),
            code(
                "kind",
                "protection_kind",
                "Kind",
                "Police protection, or an emergency protection order.",
                needed=True,
            ),
            moment("started_at", "Began", "Date and time.", needed=True),
            moment("ended_at", "Ended", "Date and time."),
            moment(
                "discussion_at",
                "Strategy discussion",
                "Date and time of the discussion that followed. Blank if none did.",
            ),
            count(
                "other_children",
                "Other children in the household",
                "How many other children live there.",
            ),
            count(
                "other_children_considered",
                "Of them considered",
                "For how many it is recorded within a working day that they were considered.",
            ),
        ),
    ),
    Subject(
        key="modern_slavery",
        title="National Referral Mechanism referrals of children",
        row="a child referred to the National Referral Mechanism",
        senders=("police", "social_care"),
        table="modern_slavery_referrals",
        date="referred_date",
        keys=("referral",),
        fields=(
            identifier("referral", "nrm", "Reference", "Your own reference.", example="N-31"),
            *child(),
            date("referred_date", "Date referred", "The day of the referral.", needed=True),
            code("first_responder", "agency", "First responder", "The agency that referred."),
            code("exploitation", "exploitation", "Kind of exploitation", "The main kind."),
        ),
    ),
)
