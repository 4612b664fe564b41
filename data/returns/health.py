"""Returns of health services and of the child death review partners."""

from data.returns.layout import Subject, child, code, date, flag, identifier

SUBJECTS: tuple[Subject, ...] = (
    Subject(
        key="health_contributions",
        title="What health services were asked for and gave",
        row="a contribution asked of a health service",
        senders=("health",),
        table="information_requests",
        date="asked_date",
        keys=("request",),
        fixed={"agency": "health"},
        fields=(
            identifier(
                "request", "request", "Request reference", "Your own reference.", example="H-118"
            ),
            *child(),
            code("service", "health_service", "Service", "The health service that was asked."),
            code("purpose", "request_purpose", "Purpose", "What it was asked for."),
            date("asked_date", "Date asked", "The day the request came.", needed=True),
            date("answered_date", "Date answered", "Blank while it is open."),
        ),
        totals=("information_requests_answered_in_time",),
    ),
    Subject(
        key="information_requests",
        title="Requests for information between agencies",
        row="a request for information to one agency",
        senders=("partnership", "police", "education", "social_care"),
        table="information_requests",
        date="asked_date",
        keys=("request",),
        fields=(
            identifier(
                "request", "request", "Request reference", "Your own reference.", example="R-118"
            ),
            *child(),
            code("agency", "agency", "Agency asked", "The agency that was asked.", needed=True),
            code("purpose", "request_purpose", "Purpose", "What it was asked for."),
            date("asked_date", "Date asked", "The day the request was made.", needed=True),
            date("answered_date", "Date answered", "Blank while it is open."),
        ),
    ),
    Subject(
        key="child_deaths",
        title="Deaths of children and care leavers",
        row="a death of a child or of a care leaver up to 24",
        senders=("health", "social_care"),
        table="child_deaths",
        date="death_date",
        keys=("death",),
        of="partnership",
        fields=(
            identifier(
                "death", "death", "Reference", "Your own reference of the review.", example="D-7"
            ),
            date("death_date", "Date of death", "The day the child died.", needed=True),
            code(
                "care_status",
                "care_status",
                "Care status",
                "Looked after, care leaver, or neither.",
            ),
            date(
                "aware_date", "Date the authority knew", "The day the local authority learnt of it."
            ),
            date(
                "notified_date",
                "Date the death was notified",
                "For looked-after children and care leavers: the day it was notified nationally.",
            ),
            date(
                "reviewed_date",
                "Date of the review panel",
                "The day the child death overview panel reviewed it.",
            ),
            flag(
                "modifiable",
                "Modifiable factors",
                "Whether the panel found factors that could be changed.",
            ),
        ),
    ),
)
