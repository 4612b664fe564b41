"""Code sets of partners' returns: ours where no national one exists, each code with plain words.

The codes of restraints, audits and meetings are what partnerships write in their own returns; the codes of
participation are those of the looked-after children return, of exclusions those of the school census.
"""

from data.code import Code, CodeSet, code_set


def _words(*pairs: str | tuple[str, ...]) -> CodeSet:
    """A set from "code = label" texts, or tuples of one with further spellings."""
    codes = []
    for pair in pairs:
        text, *spellings = (pair,) if isinstance(pair, str) else pair
        code, _, label = text.partition(" = ")
        codes.append(Code(code, label, spellings=tuple(spellings)))
    return code_set(*codes)


PARTNER_CODE_SETS: dict[str, CodeSet] = {
    "agency": _words(
        ("social_care = Children's social care", "social worker", "local authority", "csc", "la"),
        ("early_help = Early help", "family help"),
        ("health = Health services", "nhs", "icb", "gp", "health visiting", "hospital"),
        ("police = Police", "constabulary"),
        ("education = Schools and education", "school", "college", "nursery", "early years"),
        ("probation = Probation",),
        ("youth_justice = Youth justice", "yot", "youth offending team"),
        ("cafcass = Family court advisers (Cafcass)", "cafcass"),
        ("housing = Housing",),
        ("adult_services = Services for adults", "adult social care", "adults"),
        ("voluntary = Voluntary sector", "vcs", "charity"),
        ("establishment = Secure establishment",),
        ("partnership = The partnership's office", "partnership office", "business unit"),
        ("other = Other agencies",),
    ),
    "contact_outcome": _words(
        "referral = Referral to children's social care",
        "early_help = Early help",
        "advice = Information and advice",
        "no_further_action = No further action",
        "other = Something else",
    ),
    "assessment_kind": _words("s17 = Section 17", "s47 = Section 47"),
    "seen_alone": _words(
        "yes = Yes",
        "no = No",
        "refused = The child did not want to",
        ("not_appropriate = Not appropriate at the child's age", "not appropriate", "n/a"),
    ),
    "overrun_reason": _words(
        "family = Waiting for the family",
        "agency = Waiting for another agency",
        "specialist = Waiting for a specialist assessment",
        "capacity = Too few staff",
        "complexity = New information or complexity",
        "other = Another reason",
    ),
    "enquiry_outcome": _words(
        "not_substantiated = Concerns not substantiated",
        "no_continuing_risk = Substantiated, not at continuing risk of significant harm",
        "continuing_risk = Substantiated, at continuing risk of significant harm",
    ),
    "transfer_direction": _words("in = Into the area", "out = Out of the area"),
    "transfer_status": _words("protection = Child protection plan", "need = Child in need"),
    "visit_kind": _words(
        ("protection = Child protection plan", "cp", "cpp"),
        ("need = Child in need", "cin"),
        ("looked_after = Looked after", "cla"),
    ),
    "proceedings_step": _words(
        "letter = Pre-proceedings letter", "care = Started to be looked after"
    ),
    "homelessness_kind": _words("family = Family", "young_person = Young person of 16 or 17"),
    "consent": _words(
        ("accepted = Accepted", "yes"), ("declined = Declined", "no"), "pending = Not answered yet"
    ),
    "early_help_ending": _words(
        "met = Needs met",
        "partly = Needs partly met",
        "disengaged = The family stopped",
        "stepped_up = Passed to children's social care",
        "moved = Moved away",
        "died = Died",
        "other = Another reason",
    ),
    "health_service": _words(
        ("gp = General practice", "primary care"),
        "health_visiting = Health visiting",
        "school_nursing = School nursing",
        "midwifery = Midwifery",
        ("hospital = Hospital", "acute"),
        ("mental_health = Mental health", "camhs"),
        "community = Community health",
        "sexual_health = Sexual health",
        "other = Other health services",
    ),
    "request_purpose": _words(
        "front_door = Checks at the front door",
        "assessment = Assessment",
        "enquiry = Section 47 enquiry",
        "conference = Conference",
        "review = Practice review",
        "other = Another purpose",
    ),
    "care_status": _words(
        "looked_after = Looked after",
        "care_leaver = Care leaver",
        "neither = Neither",
    ),
    "missing_source": _words("police = Police", "la = Local authority"),
    "missing_from": _words("home = Home", "care = Care", "school = School", "other = Elsewhere"),
    "missing_kind": _words(
        "missing = Missing",
        ("away = Away from placement without authorisation", "absent", "away"),
    ),
    "risk_grade": _words(
        "high = High",
        "medium = Medium",
        "low = Low",
        ("none = No apparent risk", "no apparent risk"),
    ),
    "protection_kind": _words(
        ("police_protection = Police protection", "s46", "section 46"),
        ("emergency_order = Emergency protection order", "epo"),
    ),
    "exploitation": _words(
        "criminal = Criminal exploitation",
        "sexual = Sexual exploitation",
        "labour = Labour exploitation",
        "domestic = Domestic servitude",
        "other = Other or not known",
    ),
    "phase": _words(
        ("early_years = Early years", "nursery"),
        ("primary = Primary", "state-funded primary"),
        ("secondary = Secondary", "state-funded secondary"),
        ("special = Special", "state-funded special"),
        ("alternative = Alternative provision", "pru", "pupil referral unit"),
        ("post_16 = Post-16", "further education", "sixth form"),
    ),
    "registration": _words(
        ("main = Main registration", "m", "c", "current main", "current single"),
        ("subsidiary = Subsidiary registration", "s", "current subsidiary"),
        ("guest = Guest", "g"),
    ),
    "sen": _words(
        ("none = None", "n", "no special educational need"),
        ("support = Support", "k", "sen support"),
        ("plan = Education, health and care plan", "e", "ehcp", "ehc plan"),
    ),
    "exclusion_kind": _words(
        ("suspension = Suspension", "fixd", "fixed", "susp"),
        ("permanent = Permanent exclusion", "perm"),
        ("lunchtime = Suspension at lunchtime", "lnch"),
    ),
    "exclusion_reason": _words(
        "PP = Physical assault against a pupil",
        "PA = Physical assault against an adult",
        "VP = Verbal abuse against a pupil",
        "VA = Verbal abuse against an adult",
        "OW = Use or threat of a weapon",
        "BU = Bullying",
        "RA = Racist abuse",
        "LG = Abuse against sexual orientation or gender identity",
        "DS = Abuse relating to disability",
        "SM = Sexual misconduct",
        "DA = Drugs and alcohol",
        "DM = Damage",
        "TH = Theft",
        "MT = Inappropriate use of social media or online technology",
        "PH = Breach of protective measures for public health",
        "DB = Persistent disruptive behaviour",
        "OT = Other",
    ),
    "exclusion_status": _words(
        "pending = Not yet confirmed", "upheld = Upheld", ("rescinded = Withdrawn", "overturned")
    ),
    "out_of_school_reason": _words(
        "moved = Moved away or not found",
        "awaiting_place = Waiting for a place",
        "off_rolled = Taken off roll",
        "health = Health",
        "dissatisfied = Not content with the school",
        "belief = Belief or way of life",
        "other = Other or not known",
    ),
    "activity": _words(
        "education_or_training = In education or training",
        ("neet = Not in education, employment or training", "not in education or training"),
        ("not_known = Not known", "nk", "unknown"),
    ),
    "provider_kind": _words(
        ("maintained = Maintained school", "la maintained"),
        ("academy = Academy", "free school"),
        "independent = Independent school",
        ("early_years = Early years setting", "nursery"),
        "childminder = Childminder",
        ("further_education = Further education", "college", "fe"),
        ("alternative = Alternative provision",),
    ),
    "excused_reason": _words("closed = Closed", "merged = Merged", "other = Another reason"),
    "meeting_kind": _words(
        ("strategy_discussion = Strategy discussion", "strategy meeting"),
        ("icpc = Initial child protection conference", "initial conference"),
        ("review = Review conference", "rcpc", "review child protection conference"),
        "core_group = Core group",
        ("lsp = Lead safeguarding partners", "lead safeguarding partners' meeting"),
        ("dsp = Delegated safeguarding partners", "delegated safeguarding partners' meeting"),
        "executive = Executive group",
        "subgroup = Working group",
    ),
    "enquiry_kind": _words(
        "joint = Joint: police and social care",
        ("social_care = Social care alone", "single agency social care"),
        ("police = Police alone", "single agency police"),
        "none = No enquiry",
    ),
    "education_sector": _words(
        "early_years = Early years",
        "primary = Primary",
        "secondary = Secondary",
        ("special = Special and alternative provision", "special", "alternative"),
        ("further_education = Further education", "fe", "college"),
        "independent = Independent",
    ),
    "attended": _words(
        ("in_person = In person", "yes", "y", "attended", "present"),
        ("remote = Remote", "online", "by telephone", "teams"),
        ("no = No", "n", "absent", "apologies", "did not attend"),
    ),
    "participation": _words(
        "PN0 = Too young",
        "PN1 = Attended and spoke",
        "PN2 = Attended, an advocate spoke",
        "PN3 = Attended, told views without words",
        "PN4 = Attended, did not contribute",
        "PN5 = Absent, an advocate was briefed",
        "PN6 = Absent, views told by other means",
        "PN7 = Absent, views not told",
    ),
    "feedback_source": _words(
        ("children = Children", "child", "young person"),
        ("parents = Parents and carers", "parent", "carer", "family"),
        "others = Others",
    ),
    "incident_nature": _words(
        "death = Death", ("serious_harm = Serious harm", "harm"), "other = Other"
    ),
    "recommendation_origin": _words(
        ("local_review = Local review", "lcspr"),
        "rapid_review = Rapid review",
        "national = National review",
        "scrutiny = Independent scrutiny",
    ),
    "recommendation_state": _words(
        "proposed = Proposed",
        "accepted = Accepted",
        ("part = Accepted in part", "partly accepted"),
        ("rejected = Rejected with reason", "rejected"),
        "in_progress = In progress",
        "evidence_offered = Evidence offered",
        ("closed = Closed by the scrutineer", "closed"),
    ),
    "workforce_sector": _words(
        ("education = Schools and education", "school"),
        ("early_years = Early years", "nursery"),
        "foster_care = Foster care",
        "residential = Residential care",
        "health = Health",
        "police = Police",
        "sport = Sport",
        "faith = Faith",
        "transport = Transport",
        "voluntary = Voluntary sector",
        "social_care = Social care",
        "other = Other",
    ),
    "restraint_reason": _words(
        "harm_to_others = To prevent harm to others",
        "harm_to_self = To prevent harm to the child",
        "damage = To prevent damage",
        "good_order = To keep good order",
        "other = Other",
    ),
    "restraint_technique": _words(
        ("not_pain_inducing = Not pain-inducing", "no pain"),
        ("pain_inducing = Pain-inducing", "pain"),
    ),
    "contribution_kind": _words(("cash = Money", "money"), "in_kind = In kind"),
    "contribution_basis": _words("forecast = Forecast", "actual = Actual"),
    "valuation_method": _words(
        "staff_time = Staff time at cost",
        "market = Market price",
        "estimate = Estimate",
        "none = Not valued",
    ),
    "audit_grade": _words(
        "outstanding = Outstanding",
        "good = Good",
        "requires_improvement = Requires improvement",
        "inadequate = Inadequate",
    ),
    "milestone": _words(
        "signed_local_authority = Signed by the local authority's lead partner",
        "signed_health = Signed by the health lead partner",
        "signed_police = Signed by the police lead partner",
        "published = Published by 30 September",
        "sent_panel = Sent to the Panel within seven days",
        "sent_foundations = Sent to Foundations within seven days",
        "accessible = Published in an accessible form",
    ),
    "dispute_stage": _words(
        "delegated = Settled among delegated partners",
        "lead = Referred to lead partners",
        "secretary_of_state = Referred to the Secretary of State",
    ),
    "agreement_kind": _words(
        "sharing = Information sharing agreement",
        ("impact_assessment = Data protection impact assessment", "dpia"),
    ),
    "resident_characteristic": _words(
        "all = All children",
        "ethnicity = Ethnic group",
        "age_band = Age band",
        "sex = Sex",
        "disability = Disability",
        "deprivation_quintile = Deprivation fifth",
    ),
}
