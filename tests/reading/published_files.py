"""Published files as DfE lays them out, written small: headings, then a row for each place and year."""

from pathlib import Path

PLACE = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,"
    "old_la_code,new_la_code,la_name"
)
NORTH_WEST = "E12000002,North West"
C1_2024 = (
    "category,Referrals,Referrals_rate,Re_referrals,Re_referrals_percent,No_Further_Action,"
    "No_Further_Action_percent,Not_in_Need,Not_in_Need_percent"
)
C1_2025 = (
    "category,referral_count,rereferral_count,rereferral_percent,no_further_action_count,"
    "no_further_action_percent,not_in_need_count,not_in_need_percent"
)
ABSENCE = (
    "absence_terms,social_care_group,phase_type_grouping,t_pupils,t_sess_possible,t_sess_overall,pt_overall,"
    "t_pupils_pa_10_exact,pt_pupils_pa_10_exact,t_pupils_pa_50_exact,pt_pupils_pa_50_exact"
)
NEIGHBOURS_2021 = "LA num,LA Name,LA number,GOInd,GOReg,SN1,SNP,SN2,SNP,"
NEIGHBOURS_2025 = "old_la_code,la_name,region_ind,region_name,SN_1,SN_1P,SN_2,SN_2P"


def england(year: object) -> str:
    return f"{year},Reporting year,National,E92000001,England,,,,,"


def region(year: object) -> str:
    return f"{year},Reporting year,Regional,E92000001,England,{NORTH_WEST},,,"


def authority(year: object, code: str, name: str) -> str:
    return f"{year},Reporting year,Local authority,E92000001,England,{NORTH_WEST},{code},E0600{code},{name}"


def write(
    folder: Path, headings: str, *rows: str, name: str = "figures.csv", end: str = "\n"
) -> Path:
    """A file of these headings and rows, place before figures; each line ends with `end`."""
    path = folder / name
    path.write_bytes("".join(f"{line}{end}" for line in (headings, *rows)).encode())
    return path


def c1_of_2024(folder: Path, *more: str, name: str = "c1_2024.csv") -> Path:
    """Referrals of two years with every mark, a name with a comma, and an authority that ended."""
    text = "Referrals and Re-referrals"
    return write(
        folder,
        f"{PLACE},{C1_2024}",
        f"{england(2024)},{text},621880,518.3,139080,22.4,38920,6.3,188300,30.3",
        f"{region(2024)},{text},81950,512.4,17400,21.2,4420,5.4,22380,27.3",
        f"{authority(2024, '839', chr(34) + 'Bournemouth, Christchurch and Poole' + chr(34))},{text},"
        "3955,532.4,998,25.2,509,12.9,243,6.1",
        f"{authority(2024, '990', 'Northmere')},{text},3300,530.4,700,21.2,c,c,1000,30.3",
        f"{authority(2024, '955', 'Fenholme')},{text},x,x,x,x,x,x,x,x",
        f"{authority(2024, '959', 'Kestrelford')},{text},u,u,u,u,u,u,u,u",
        f"{authority(2024, '961', 'Marlstead')},{text},2000,400,300,15,0,0,600,30",
        f"{authority(2023, '909', 'Cumbria')},{text},2989,330.4,658,22,305,10.2,834,27.9",
        *more,
        name=name,
    )


def c1_of_2025(folder: Path) -> Path:
    """The columns that were renamed in 2025: no rates, and other figures of 2024 than in the year before."""
    text = "Referrals and Re-referrals"
    return write(
        folder,
        f"{PLACE},{C1_2025}",
        f"{england(2025)},{text},632830,142900,22.6,41340,6.5,194620,30.8",
        f"{authority(2025, '990', 'Northmere')},{text},3400,750,22.1,30,0.9,1000,29.4",
        f"{england(2024)},{text},621880,139080,22.3,38920,6.3,188300,30.3",
        f"{authority(2024, '990', 'Northmere')},{text},3310,701,21.2,c,c,1001,30.2",
        name="c1_2025.csv",
    )


def populations(folder: Path, newest: int = 2024) -> Path:
    """Residents of two mid-years."""
    return write(
        folder,
        f"{PLACE},age_group,population_estimate",
        *(
            f"{place},Children aged 0 to 17 years,{children}"
            for year in (newest, newest - 1)
            for place, children in (
                (england(year), 12_183_016 if year == 2024 else 11_998_646),
                (authority(year, "990", "Northmere"), 60_000 + year - 2024),
                (authority(year, "955", "Fenholme"), "x"),
            )
        ),
        name=f"ons_{newest}.csv",
    )


def neighbours(folder: Path) -> Path:
    """The wide model of 2025: words for closeness, some with a blank after them."""
    return write(
        folder,
        NEIGHBOURS_2025,
        "990,Northmere,5,North West,955,Very close,959,Close ",
        "991,Eastvale,5,North West,961,Close ,909,Somewhat close",
        name="sn_model_2025_wide.csv",
    )


def absence(folder: Path) -> Path:
    """Absence by social care group in a school year: England, the region and three authorities."""
    names = {"961": "Marlstead", "955": "Fenholme", "959": "Kestrelford"}
    england_of, region_of = (
        place(202425).replace("Reporting", "Academic") for place in (england, region)
    )
    figures = "400,60000,12000,20,180,45,44,11"
    return write(
        folder,
        f"{PLACE},{ABSENCE}",
        f"{england_of},six half terms,CINO at 31 March,Total,"
        "116000,40000000,7000000,17.5,53000,45.7,13000,11.2",
        f"{england_of},six half terms,CPPO at 31 March,Total,c,c,c,c,c,c,c,c",
        f"{england_of},six half terms,All pupils,Total,"
        "7000000,900000000,60000000,6.7,1260000,18,160000,2.3",
        f"{region_of},six half terms,CINO at 31 March,Total,{figures}",
        *(
            f"{authority(202425, code, name).replace('Reporting', 'Academic')},six half terms,"
            f"CINO at 31 March,Total,{figures}"
            for code, name in names.items()
        ),
        name="absence.csv",
    )
